/** Phrases that run into each other or into a word: the plain text would read "gloveright" or "catruns". */

import { t } from "@lingui/core/macro";
import type { Problem } from "../problem";
import type { Grounding } from "../survey";
import { doubt, type Reading } from "./reading";

const SPACED = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]$/u;
/** An ending belongs to its word: "[cat]<mask_1>s", "[man]<mask_1>'s". */
const ENDING = /^(?:s|es)?(?![\p{L}\p{N}])/u;

export function touchDoubts(read: Reading): Problem[] {
  return read.groundings.flatMap((one, index) => {
    const next = read.groundings[index + 1];
    if (next?.from === one.to) return spaced(one.text) && spaced(next.text) ? [apart(read, one, next)] : [];
    return [...intoWord(read, one), ...intoPhrase(read, one)];
  });
}

function apart(read: Reading, one: Grounding, next: Grounding): Problem {
  return touching(read, { from: one.from, to: next.to, at: one.to }, one.text, next.text);
}

function intoWord(read: Reading, one: Grounding): Problem[] {
  const after = /^[\p{L}\p{N}]+/u.exec(read.text.slice(one.to, one.to + 80))?.[0] ?? "";
  if (after === "" || !SPACED.test(after) || !spaced(one.text) || ENDING.test(after)) return [];
  return [touching(read, { from: one.from, to: one.to + after.length, at: one.to }, one.text, after)];
}

function intoPhrase(read: Reading, one: Grounding): Problem[] {
  const before = /[\p{L}\p{N}]+$/u.exec(read.text.slice(Math.max(0, one.from - 80), one.from))?.[0] ?? "";
  if (before === "" || !SPACED.test(before) || !spaced(one.text)) return [];
  return [touching(read, { from: one.from - before.length, to: one.to, at: one.from }, before, one.text)];
}

function spaced(words: string): boolean {
  return SPACED.test(words.replace(/[^\p{L}\p{N}]+$/u, ""));
}

function touching(
  read: Reading,
  { from, to, at }: { from: number; to: number; at: number },
  first: string,
  second: string,
): Problem {
  return doubt(
    read,
    "L_TOUCH",
    { from, to },
    {
      title: t`“${first}” touches “${second}”`,
      why: t`A space or a word is missing between them.`,
      fixes: [{ label: t`Insert a space`, changes: [{ from: at, to: at, insert: " " }] }],
    },
  );
}
