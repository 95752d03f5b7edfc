/** The caption as a whole: it tells what only watching tells, and is about as long as the project's others. */

import { t } from "@lingui/core/macro";
import type { Problem } from "../problem";
import { doubt, type Reading } from "./reading";

/** A text of fewer words is not written yet. */
const BEGUN = 12;

const TEMPORAL = new Set(
  `after afterwards again already as before begin begins beginning causes causing continue continues continuing during end ends
  eventually ended finally finish finishes finished first follow followed follows following gradually halfway immediately initially instantly keep
  keeps last lastly later meanwhile moments next now once previously quickly repeatedly resumes resuming simultaneously since slowly
  soon start starts started starting stop stops stopped stopping subsequently sudden suddenly then thereafter throughout time times
  twice until till when whenever whereupon while whilst upon becomes become returns back seconds second turns`.split(
    /\s+/u,
  ),
);
const ORDINALS = new Set(["first", "second", "last", "next", "back", "turns", "end", "time"]);
const TIME = /^\d+:\d\d/u;

export function temporalDoubts(read: Reading): Problem[] {
  if (!read.latin || read.words.length < BEGUN) return [];
  if (read.words.some((word, at) => TIME.test(word.lower) || tells(read, at))) return [];
  return [
    doubt(read, "L_TEMPORAL", end(read), {
      title: t`Nothing says in which order things happen`,
      why: t`Focus on details that require watching the entire video: “then …”, “after …”, “while …”, “until …”, “at the end …”.`,
    }),
  ];
}

/** "the second man" and "the end of the table" order things in space; at a sentence's beginning or end they order time. */
function tells({ words }: Reading, at: number): boolean {
  const word = words[at];
  if (word === undefined || !TEMPORAL.has(word.lower)) return false;
  if (!ORDINALS.has(word.lower)) return true;
  const next = words[at + 1];
  return word.opens || next === undefined || next.opens || next.gap !== " ";
}

export function lengthDoubts(
  read: Reading,
  words: number,
  lengths: { readonly low: number; readonly high: number } | null,
): Problem[] {
  if (!read.latin || lengths === null || words === 0) return [];
  const usual = t`Captions here have ${lengths.low} to ${lengths.high} words.`;
  if (words < lengths.low)
    return [
      doubt(read, "L_SHORT", end(read), { title: t`Short: ${words} words`, why: t`${usual} What else happens?` }),
    ];
  if (words <= lengths.high) return [];
  const why = t`${usual} Leave out what a listener does not need.`;
  return [doubt(read, "L_LONG", end(read), { title: t`Long: ${words} words`, why })];
}

function end({ text }: Reading): { readonly from: number; readonly to: number } {
  return { from: text.length, to: text.length };
}
