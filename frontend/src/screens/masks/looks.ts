/**
 * A machine's answer is looked for again and again. Looking a set share of what was waited already keeps the wait for a
 * look small beside the wait for the machine, with few looks.
 */

const SHARE = 1 / 6;
const SHORTEST_MS = 80;
const LONGEST_MS = 400;

/** Milliseconds from a look without an answer to the next one, by the milliseconds waited so far. */
export function nextLook(waited: number): number {
  return Math.min(Math.max(waited * SHARE, SHORTEST_MS), LONGEST_MS);
}
