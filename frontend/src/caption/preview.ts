/** What a mend would change, short enough for one line: the words around it before and after. */

import { t } from "@lingui/core/macro";
import { changed, type Fix } from "./problem";

export type Preview = { readonly before: string; readonly after: string };

const PHRASE = /\[([^[\]<>]*)\]<mask_([^<>]*)>/gu;
/** Characters of the text that stand on each side of the change. */
const AROUND = 14;
/** Lines longer than this are cut in their middle. */
const LONGEST = 64;

/** Args: text: the raw caption that the mend was made for; raw: syntax as it is, for who mends syntax. */
export function preview(text: string, fix: Fix, raw = false): Preview {
  const [first, last] = [fix.changes[0], fix.changes.at(-1)];
  if (fix.word !== undefined) return { before: t`“${fix.word}” is doubted`, after: t`never again here` };
  if (!first || !last) return { before: t`the list of objects`, after: fix.objects ? listed(fix) : "" };
  const phrase = phraseAround(text, first.from, last.to);
  const from = phrase?.from ?? wordStart(text, first.from);
  const to = phrase?.to ?? wordEnd(text, last.to);
  const after = changed(text, fix.changes);
  const end = after.length - (text.length - to);
  const show = (words: string) =>
    phrase ? short(words, raw) : `${from > 0 ? "… " : ""}${short(words, raw)}${to < text.length ? " …" : ""}`;
  return { before: show(text.slice(from, to)), after: show(after.slice(from, end)) };
}

/** The phrase with its tag, where the change is inside it: it says enough. */
function phraseAround(text: string, from: number, to: number): { from: number; to: number } | undefined {
  for (const match of text.matchAll(PHRASE)) {
    const end = match.index + match[0].length;
    if (match.index <= from && to <= end) return { from: match.index, to: end };
  }
  return undefined;
}

function listed({ objects = [] }: Fix): string {
  return objects.length === 0 ? "empty" : objects.map(({ number, name }) => `${number} ${name}`).join(", ");
}

function wordStart(text: string, from: number): number {
  const near = Math.max(0, from - AROUND);
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

function short(words: string, raw: boolean): string {
  const chars = Array.from(raw ? words : words.replace(PHRASE, (_, phrase: string, ids: string) => told(phrase, ids)));
  if (chars.length <= LONGEST) return chars.join("");
  return `${chars.slice(0, LONGEST / 2).join("")} … ${chars.slice(-LONGEST / 2).join("")}`;
}

/** As a chip reads: the words, then their objects. */
function told(phrase: string, ids: string): string {
  return `${phrase} ‹${ids.split(",").join(", ")}›`;
}
