/** A word or two written twice in a row, the slip that a writer's eye reads over. */

import { t } from "@lingui/core/macro";
import type { Fix, Problem } from "../problem";
import { doubt, type Reading, type Word } from "./reading";

/** These are doubled in good English. */
const DOUBLED = /^(?:had|that|very|so|much|many|far|long|ha|no|bye|knock|clap|round|up|down|back|on|again|more|\d.*)$/;

export function repeatDoubts(read: Reading): Problem[] {
  const found: Problem[] = [];
  for (let at = 1; at < read.words.length; at += 1) {
    const length = repeated(read.words, at, 1) ? 1 : repeated(read.words, at, 2) ? 2 : 0;
    const second = read.words.slice(at, at + length);
    const first = read.words.slice(at - length, at);
    const [from, to] = [first[0]?.from, second.at(-1)?.to];
    if (from === undefined || to === undefined) continue;
    const said = second.map(({ text }) => text).join(" ");
    const fix = removal(first, second);
    found.push(
      doubt(
        read,
        "L_REPEAT",
        { from, to },
        {
          title: t`“${said}” is there twice`,
          why: t`The same words stand twice in a row.`,
          fixes: fix ? [fix] : [],
        },
      ),
    );
    at += length;
  }
  return found;
}

/** Whether the words from `at` on say again what the ones right before say. */
function repeated(words: readonly Word[], at: number, length: number): boolean {
  return Array.from({ length }).every((_, step) => {
    const word = words[at + step];
    const before = words[at + step - length];
    if (!word || !before || word.lower !== before.lower) return false;
    const named = /^\p{Lu}/u.test(word.text); // "Duran Duran"
    return /^\s+$/u.test(word.gap) && !named && !DOUBLED.test(word.lower);
  });
}

/** Takes out the ones that are in no phrase; between two phrases nobody knows which is right. */
function removal(first: readonly Word[], second: readonly Word[]): Fix | undefined {
  const all = [...first, ...second];
  if (!all.every(({ whole }) => whole)) return undefined;
  const together = new Set(all.map(({ phrase }) => phrase)).size === 1;
  const free = (words: readonly Word[]) => words.every(({ phrase }) => phrase === undefined);
  const lost = together || free(second) ? second : free(first) ? first : undefined;
  const [begin, last] = [lost?.[0], lost?.at(-1)];
  if (!begin || !last) return undefined;
  const label = t`Remove “${(lost ?? []).map(({ text }) => text).join(" ")}”`;
  // With the space on the side of its twin, so that one space is left.
  const range =
    lost === second
      ? { from: begin.from - begin.gap.length, to: last.to }
      : { from: begin.from, to: last.to + (second[0]?.gap.length ?? 0) };
  return { label, changes: [{ ...range, insert: "" }] };
}
