/** What a preview shows and how long it holds: pure, so that the rules are tested without a server. */

import { t } from "@lingui/core/macro";
import { type Annotation, type Cell, cellAt, cellKey, keyframesOf } from "../../editor/document";
import type { Editor } from "../../editor/editor";
import { currentTrack } from "../../editor/editor";
import type { MaskFilm } from "../../player/maskFilm";

/** A segment of one track: from a decided keyframe to the frame before the next decided one, both included. */
export interface Stretch {
  readonly track: string;
  readonly first: number;
  readonly last: number;
  /** What was decided at its two ends; a preview holds while they stand. */
  readonly ends: readonly (Cell | null)[];
}

export type Preview =
  | { readonly is: "none" }
  | { readonly is: "asked"; readonly stretch: Stretch }
  | { readonly is: "shown"; readonly stretch: Stretch; readonly film: MaskFilm; readonly predictor: string }
  | { readonly is: "failed"; readonly stretch: Stretch; readonly text: string };

/** The stretch that a preview at this place would fill, or why there is none, as a sentence with what to do. */
export function stretchAt({
  history,
  track,
  frame,
  frameCount,
}: Pick<Editor, "history" | "track" | "frame" | "frameCount">): Stretch | string {
  if (track === null) return t`Choose an object first: press its digit.`;
  const { present } = history;
  const decided = keyframesOf(present, track).filter((at) => present.cells.has(cellKey({ track, frame: at })));
  const first = decided.findLast((at) => at <= frame);
  if (first === undefined) return t`Draw the object on this keyframe or an earlier one, then preview what follows.`;
  const next = decided.find((at) => at > first);
  return { track, first, last: (next ?? frameCount) - 1, ends: endsOf(present, track, first, next) };
}

function endsOf(present: Annotation, track: string, first: number, next: number | undefined): Stretch["ends"] {
  const at = (frame: number | undefined) => (frame === undefined ? null : cellAt(present, { track, frame }));
  return [at(first), at(next)];
}

/** Whether a keyframe at the ends of a preview changed, came or went since it was asked for. */
export function isStale(
  { track, first, last, ends }: Stretch,
  editor: Pick<Editor, "history" | "frameCount">,
): boolean {
  const now = stretchAt({ ...editor, track, frame: first });
  return (
    typeof now === "string" || now.first !== first || now.last !== last || now.ends.some((cell, i) => cell !== ends[i])
  );
}

/** Whether Escape has nothing of the drawing to let go of, and so puts a preview away. */
export function isIdle(editor: Editor): boolean {
  const track = currentTrack(editor);
  const key = track && cellKey({ track: track.id, frame: editor.frame });
  const waiting = key !== null && (editor.suggestions.has(key) || editor.requests.has(key));
  return !waiting && editor.deleting === null && (editor.tool.tool === "select" || editor.tool.tool === "hand");
}
