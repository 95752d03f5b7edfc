/** What a mend would change, short enough for one line: the words around it before and after. */

import { changed, type Fix } from "./problem";

export type Preview = { readonly before: string; readonly after: string };

/** Characters of the text that stand on each side of the change. */
const AROUND = 14;
/** Lines longer than this are cut in their middle. */
const LONGEST = 64;

/** Args: text: the raw caption that the mend was made for. */
export function preview(text: string, fix: Fix): Preview {
  const [first, last] = [fix.changes[0], fix.changes.at(-1)];
  if (fix.word !== undefined) return { before: `“${fix.word}” is doubted`, after: "never again here" };
  if (!first || !last) return { before: "the list of objects", after: fix.objects ? listed(fix) : "" };
  const from = wordStart(text, first.from);
  const to = wordEnd(text, last.to);
  const after = changed(text, fix.changes);
  const end = after.length - (text.length - to);
  return {
    before: shown(text.slice(from, to), from > 0, to < text.length),
    after: shown(after.slice(from, end), from > 0, to < text.length),
  };
}

function listed({ objects = [] }: Fix): string {
  return objects.length === 0 ? "empty" : objects.map(({ number, name }) => `${number} ${name}`).join(", ");
}

/** The start of a word that is near, or of the phrase that the change is in. */
function wordStart(text: string, from: number): number {
  const near = Math.max(0, from - AROUND);
  const bracket = text.lastIndexOf("[", from);
  if (bracket >= from - LONGEST / 2 && bracket >= 0 && bracket <= near) return bracket;
  const space = text.indexOf(" ", near);
  return near === 0 || space < 0 || space >= from ? whole(text, near) : space + 1;
}

function wordEnd(text: string, to: number): number {
  const near = Math.min(text.length, to + AROUND);
  const space = text.lastIndexOf(" ", near);
  return near === text.length || space <= to ? whole(text, near) : space;
}

/** Never between the two halves of a character. */
function whole(text: string, at: number): number {
  const half = text.charCodeAt(at);
  return half >= 0xdc00 && half <= 0xdfff ? at - 1 : at;
}

function shown(words: string, cutBefore: boolean, cutAfter: boolean): string {
  const chars = Array.from(words);
  const short =
    chars.length <= LONGEST ? words : `${chars.slice(0, LONGEST / 2).join("")} … ${chars.slice(-LONGEST / 2).join("")}`;
  return `${cutBefore ? "… " : ""}${short}${cutAfter ? " …" : ""}`;
}
