/**
 * Every cell is decided: drawn, or declared absent. Until then the work cannot be submitted, and the
 * person is told how many are missing and led to the first.
 */

import { type Annotation, cellAt, type Place } from "./document";

/** The cells that nobody has decided, frame by frame and within a frame in the order of the objects. */
export function openCells(annotation: Annotation): readonly Place[] {
  return annotation.frames.flatMap((frame) =>
    annotation.tracks.map((track) => ({ track: track.id, frame })).filter((place) => !cellAt(annotation, place)),
  );
}

/** On how many keyframes a track is decided. */
export function decidedFrames(annotation: Annotation, track: string): number {
  return annotation.frames.filter((frame) => cellAt(annotation, { track, frame })).length;
}

/** The open cell to do next after a place: later ones first, then from the start; null when all are decided. */
export function nextOpen(annotation: Annotation, from: Place | null): Place | null {
  const open = openCells(annotation);
  if (!from) return open[0] ?? null;
  return open.find((place) => place.frame >= from.frame && !same(place, from)) ?? open[0] ?? null;
}

function same(a: Place, b: Place): boolean {
  return a.track === b.track && a.frame === b.frame;
}
