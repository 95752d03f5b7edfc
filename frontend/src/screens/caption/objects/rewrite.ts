/** What merging, removing and renumbering an object make of the caption, worked out before anything is done. */

import { plural } from "@lingui/core/macro";
import type { Consequence } from "../../../api/types";
import { merged, NUMBERS, removed, renumbered, type Written } from "../../../caption/objects";
import { type CaptionObject, changed } from "../../../caption/problem";

/** The objects are named by their numbers; `to` is undefined until the person has chosen. */
export type Rewrite =
  | { readonly do: "merge"; readonly number: number; readonly into: number | undefined }
  | { readonly do: "renumber"; readonly number: number; readonly to: number | undefined }
  | { readonly do: "remove"; readonly number: number };

type Rewritten = { readonly text: string; readonly objects: readonly CaptionObject[] };

/** The caption afterwards; undefined while something is still to be chosen. */
export function rewritten(rewrite: Rewrite, text: string, written: Written): Rewritten | undefined {
  const outcome = outcomeOf(rewrite, written);
  return outcome && { text: changed(text, outcome.changes), objects: outcome.objects };
}

function outcomeOf(rewrite: Rewrite, written: Written) {
  if (rewrite.do === "remove") return removed(written, rewrite.number);
  if (rewrite.do === "merge")
    return rewrite.into === undefined ? undefined : merged(written, rewrite.number, rewrite.into);
  return rewrite.to === undefined ? undefined : renumbered(written, rewrite.number, rewrite.to);
}

/** The numbers that an object may be given or merged into. */
export function choices(rewrite: Rewrite, objects: readonly CaptionObject[]): readonly number[] {
  if (rewrite.do === "remove") return [];
  if (rewrite.do === "merge") return objects.map(({ number }) => number).filter((one) => one !== rewrite.number);
  return NUMBERS.filter((number) => number !== rewrite.number);
}

/** What happens to masks, a sentence for each object that has some. */
export function staleMasks(consequences: readonly Consequence[]): readonly string[] {
  return consequences.flatMap(({ number, change, track, drawn }) => {
    if (track === null || change === "added" || drawn === 0) return [];
    return plural(drawn, {
      one: `# drawn mask of object ${number} becomes stale`,
      other: `# drawn masks of object ${number} become stale`,
    });
  });
}

/** The next number that no object has; undefined when all ten are in use. */
export function nextNumber(objects: readonly CaptionObject[]): number | undefined {
  return NUMBERS.find((number) => !objects.some((one) => one.number === number));
}

/** The list's numbers with one moved by some places; undefined where it would leave the list. */
export function moved(objects: readonly CaptionObject[], number: number, by: number): readonly number[] | undefined {
  const numbers = objects.map((one) => one.number);
  const from = numbers.indexOf(number);
  const to = from + by;
  if (from < 0 || to < 0 || to >= numbers.length) return undefined;
  return numbers.toSpliced(from, 1).toSpliced(to, 0, number);
}
