/** Which word a caret is in. Scripts that write no spaces between words need the browser's dictionary for it. */

export type Span = { readonly from: number; readonly to: number };

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々]/u;
const LETTERS = "[\\p{L}\\p{M}\\p{N}'’-]";
const BEFORE = new RegExp(`${LETTERS}*$`, "u");
const AFTER = new RegExp(`^${LETTERS}*`, "u");

/** The word at a caret, or the emoji beside it; undefined where there is neither. Offsets are UTF-16 units. */
export function wordAt(text: string, at: number): Span | undefined {
  const before = BEFORE.exec(text.slice(0, at))?.[0] ?? "";
  const after = AFTER.exec(text.slice(at))?.[0] ?? "";
  const from = at - before.length;
  if (before + after === "") return emojiAt(text, at);
  if (!UNSPACED.test(before + after)) return { from, to: at + after.length };
  return segmentAt(before + after, before.length, from);
}

/** Whether a word may begin at an offset: nothing that belongs to a word stands before it, or its script needs no gap. */
export function beginsWord(text: string, at: number): boolean {
  const before = /.$/u.exec(text.slice(0, at))?.[0] ?? "";
  const after = /^./u.exec(text.slice(at))?.[0] ?? "";
  return !/[\p{L}\p{M}\p{N}]/u.test(before) || UNSPACED.test(after);
}

function segmentAt(run: string, at: number, offset: number): Span | undefined {
  const segments = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(run)];
  const here = segments.find(({ index, segment }) => at >= index && at < index + segment.length) ?? segments.at(-1);
  return here && { from: offset + here.index, to: offset + here.index + here.segment.length };
}

function emojiAt(text: string, at: number): Span | undefined {
  // Far enough for the longest emoji sequence, near enough to cost nothing in a long text.
  const from = Math.max(0, at - 64);
  const near = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.slice(from, at + 64));
  for (const { index, segment } of near) {
    const span = { from: from + index, to: from + index + segment.length };
    if (span.from <= at && at <= span.to && /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment))
      return span;
  }
  return undefined;
}
