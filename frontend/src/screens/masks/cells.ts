/** What one cell of the matrix shows: what was decided, by whose hand it began, and what waits for a decision. */

import { t } from "@lingui/core/macro";
import type { Finding, TrackList } from "../../api/types";
import { type Annotation, cellAt, cellKey, isKeyframe, type Place } from "../../editor/document";

export type CellLook = "drawn" | "edited" | "absent" | "suggested" | "open" | "computed";

export const LOOK_WORDS: Readonly<Record<CellLook, string>> = {
  drawn: t`drawn`,
  edited: t`drawn, edited from a model`,
  absent: t`absent`,
  suggested: t`suggested`,
  open: t`to do`,
  computed: t`computed, nothing to do`,
};

/** How a cell looks. Between the keyframes of the work what nobody drew is computed, and nobody's duty. What is suggested wins, for it waits for an answer; `suggested` is keyed by `cellKey`. */
export function lookOf(annotation: Annotation, place: Place, suggested: ReadonlyMap<string, unknown>): CellLook {
  if (suggested.has(cellKey(place))) return "suggested";
  const cell = cellAt(annotation, place);
  if (cell === null) return isKeyframe(annotation, place.frame) ? "open" : "computed";
  if (cell.kind === "absent") return "absent";
  return cell.from === undefined ? "drawn" : "edited";
}

/** The cells, by `cellKey`, that the inspector returned and that nobody has saved anew since. */
export function returnedCells(findings: readonly Finding[], list: TrackList): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { track, frame, created } of findings) {
    if (track === null || frame === null) continue;
    const stored = list.tracks.find(({ id }) => id === track)?.keyframes.find((keyframe) => keyframe.frame === frame);
    if (!stored || Date.parse(stored.saved_at) < Date.parse(created)) keys.add(cellKey({ track: `${track}`, frame }));
  }
  return keys;
}
