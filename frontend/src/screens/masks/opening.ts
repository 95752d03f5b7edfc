/**
 * Between the server's words and the editor's: a list of tracks becomes an annotation, a decided cell becomes a
 * request. What an earlier visit drew and could not send is laid over what the server holds.
 */

import type { DraftBody, DraftRequest } from "../../api/draft";
import type { Keyframe, TrackList } from "../../api/types";
import { type Annotation, annotation, type Cell, cellKey, type Place } from "../../editor/document";
import { videoPoint } from "../../geometry/point";
import type { Shape } from "../../geometry/ring";
import { FPS, secondLabel, timeLabel } from "../../player/frames";

/** A keyframe as it may come back from a save, a conflict or a deletion. */
export type KeyframeAnswer = Partial<Keyframe> & { readonly revision: number; readonly deleted?: boolean };

/** Whether a value is a keyframe, whole or deleted. */
export function isKeyframe(value: unknown): value is KeyframeAnswer {
  return typeof value === "object" && value !== null && typeof (value as KeyframeAnswer).revision === "number";
}

/** What a keyframe decides; null when it was deleted. */
export function cellOf(keyframe: Partial<Keyframe> & { readonly deleted?: boolean }): Cell | null {
  if (keyframe.deleted) return null;
  if (keyframe.absent) return { kind: "absent" };
  return drawnCell(
    shapeOf(keyframe.rings),
    keyframe.origin === "edited" ? (keyframe.suggestion ?? UNNAMED) : undefined,
  );
}

/** An outline that began as a draft which is no longer known. */
const UNNAMED = "";

function drawnCell(shape: Shape, from: string | undefined): Cell | null {
  if (shape.length === 0) return null;
  return from === undefined ? { kind: "drawn", shape } : { kind: "drawn", shape, from };
}

/** Rings as the server writes them, as the editor's. */
export function shapeOf(rings: readonly (readonly (readonly number[])[])[] | null | undefined): Shape {
  return (rings ?? []).map((ring) => ring.map(([x = 0, y = 0]) => videoPoint(x, y)));
}

/** An editor's rings, as the server reads them. */
export function ringsOf(shape: Shape): readonly (readonly (readonly number[])[])[] {
  return shape.map((ring) => ring.map(({ x, y }) => [x, y]));
}

/** The request that stores a cell. `seen` is the revision that the person saw; 0 when there was none. */
export function requestOf(place: Place, cell: Cell | null, seen: number): DraftRequest {
  const url = `/api/tracks/${place.track}/keyframes/${place.frame}`;
  if (cell === null) return { url, method: "DELETE", body: { seen_revision: seen } };
  const rings = cell.kind === "drawn" ? ringsOf(cell.shape) : null;
  const body = { rings, absent: cell.kind === "absent", seen_revision: seen };
  const from = cell.kind === "drawn" ? cell.from : undefined;
  return { url, method: "PUT", body: from ? { ...body, suggestion: from } : body };
}

/** What a stored draft decides. */
export function cellOfDraft(draft: DraftRequest): Cell | null {
  return draft.method === "DELETE" ? null : cellOfBody(draft.body);
}

/** What the body of a draft decides; a deletion's says neither absent nor any ring. */
export function cellOfBody({ absent, rings, suggestion }: DraftBody): Cell | null {
  if (absent === true) return { kind: "absent" };
  return drawnCell(shapeOf(rings as Keyframe["rings"]), typeof suggestion === "string" ? suggestion : undefined);
}

/**
 * The annotation to open.
 *
 * @param draftAt What still waits to be sent for a cell; it is newer than what the server holds.
 * @param order The objects from the bottom to the top, where an order still waits to be sent.
 */
export function annotationOf(
  list: TrackList,
  draftAt: (place: Place) => DraftRequest | undefined,
  order: readonly number[] = list.z_order,
): Annotation {
  const cells = new Map<string, Cell>();
  for (const track of list.tracks) {
    for (const keyframe of track.keyframes) {
      const cell = cellOf(keyframe);
      if (cell) cells.set(cellKey({ track: `${track.id}`, frame: keyframe.frame }), cell);
    }
    for (const frame of list.frames) {
      const place = { track: `${track.id}`, frame };
      const draft = draftAt(place);
      const cell = draft && cellOfDraft(draft);
      if (cell) cells.set(cellKey(place), cell);
      else if (draft) cells.delete(cellKey(place));
    }
  }
  const tracks = list.tracks.map(({ id, number, label }) => ({ id: `${id}`, number, label }));
  return annotation(tracks, list.frames, cells, order.map(String));
}

/** What the server holds of every cell that was ever decided, deleted ones included: their revisions count on. */
export function answersIn(list: TrackList): readonly (readonly [Place, KeyframeAnswer])[] {
  return list.tracks.flatMap((track) => {
    const deleted = track.deleted.map((tombstone) => ({ ...tombstone, deleted: true }));
    return [...track.keyframes, ...deleted].map(
      (answer) => [{ track: `${track.id}`, frame: answer.frame }, answer] as const,
    );
  });
}

/** A frame's time as people say it: `m:ss` on a whole second, where the keyframes of the work are; else `m:ss.hh`. */
export function timeOf(frame: number): string {
  return frame % FPS === 0 ? secondLabel(frame / FPS) : timeLabel(frame);
}
