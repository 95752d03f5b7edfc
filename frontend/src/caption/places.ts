/** A finding names a span of the plain caption in code points; the editor and the chips need its place in what they show. */

import { toUtf16 } from "./characters";
import type { ParsedCaption } from "./grammar";
import type { Grounding } from "./reading";

/** UTF-16 offset in the raw string of a code point of the plain text. */
export function rawOffset(plain: string, groundings: readonly Grounding[], position: number): number {
  const offset = toUtf16(plain, position);
  let syntax = 0;
  for (const one of groundings) {
    if (offset <= one.from - syntax) break;
    syntax += 1;
    if (offset <= one.phraseTo - syntax) break;
    syntax += one.to - one.phraseTo;
  }
  return offset + syntax;
}

/** The words of a span, for a list that names it. */
export function wordsOf({ plain }: Pick<ParsedCaption, "plain">, start: number, end: number): string {
  return Array.from(plain).slice(start, end).join("");
}
