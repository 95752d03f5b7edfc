/**
 * The open annotation: every track on every keyframe of one video. It never changes in place, so undo,
 * comparison and memory of drawn paths are all the identity of a value.
 */

import type { Shape } from "../geometry/ring";

/** One object of the caption, as far as drawing needs it. `number` is 1…9, the tenth 0. */
export interface Track {
  readonly id: string;
  readonly number: number;
  readonly label: string;
}

/**
 * What a person decided on one track at one keyframe; no entry means that it is still open. `from` is the suggestion
 * that the rings began as, and stays through every edit: a release says which outlines a model drafted.
 */
export type Cell =
  | { readonly kind: "drawn"; readonly shape: Shape; readonly from?: string }
  | { readonly kind: "absent" };

/** Where a cell is. */
export interface Place {
  readonly track: string;
  readonly frame: number;
}

export interface Annotation {
  readonly tracks: readonly Track[];
  /**
   * The keyframes of the work, by frame index, ascending: each track is decided on all of them. A person may draw on
   * any other frame too, where what is computed goes wrong; those are cells like all others, and nobody's duty.
   */
  readonly frames: readonly number[];
  readonly cells: ReadonlyMap<string, Cell>;
  /** The tracks by id from the bottom to the top: how they are drawn, and which of two a click takes. */
  readonly order: readonly string[];
}

/** The key of a cell in `Annotation.cells`. */
export function cellKey({ track, frame }: Place): string {
  return `${track}/${frame}`;
}

/** The place that a key names. */
export function placeOf(key: string): Place {
  const slash = key.lastIndexOf("/");
  return { track: key.slice(0, slash), frame: Number(key.slice(slash + 1)) };
}

/** What was decided at a place, or null while it is open. */
export function cellAt(annotation: Annotation, place: Place): Cell | null {
  return annotation.cells.get(cellKey(place)) ?? null;
}

/** The rings at a place; none where it is open or absent. */
export function shapeAt(annotation: Annotation, place: Place): Shape {
  const cell = cellAt(annotation, place);
  return cell?.kind === "drawn" ? cell.shape : NO_RINGS;
}

const NO_RINGS: Shape = [];

/**
 * An annotation with its tracks in the order of their digits, 1…9 and then 0.
 *
 * @param order The tracks' ids from the bottom to the top; those that it does not name lie above, by their digits.
 */
export function annotation(
  tracks: readonly Track[],
  frames: readonly number[],
  cells: ReadonlyMap<string, Cell>,
  order: readonly string[] = [],
): Annotation {
  const digit = (track: Track) => (track.number + 9) % 10;
  const sorted = tracks.toSorted((a, b) => digit(a) - digit(b));
  return { tracks: sorted, frames, cells, order: wholeOrder(sorted, order) };
}

/** An order that names every track once: unknown ids fall out, missing ones lie on top. */
export function wholeOrder(tracks: readonly Track[], order: readonly string[]): readonly string[] {
  const ids = tracks.map((track) => track.id);
  const known = [...new Set(order)].filter((id) => ids.includes(id));
  return [...known, ...ids.filter((id) => !known.includes(id))];
}

/** Whether everybody has to decide this frame; the others are between keyframes. */
export function isKeyframe({ frames }: Annotation, frame: number): boolean {
  return frames.includes(frame);
}

const columns = new WeakMap<Annotation, readonly number[]>();

/** The keyframes of the work and those that somebody added between them, ascending: what there is to step through. */
export function columnsOf(annotation: Annotation): readonly number[] {
  const known = columns.get(annotation);
  if (known) return known;
  const added = [...annotation.cells.keys()].map((key) => placeOf(key).frame);
  const all = [...new Set([...annotation.frames, ...added])].toSorted((a, b) => a - b);
  columns.set(annotation, all);
  return all;
}

/** The keyframes of one track: those of the work, and where it was drawn between them. */
export function keyframesOf(annotation: Annotation, track: string): readonly number[] {
  return columnsOf(annotation).filter(
    (frame) => isKeyframe(annotation, frame) || annotation.cells.has(cellKey({ track, frame })),
  );
}

/** A track's keyframe before a frame and the one after it. */
export function keyframesBeside(
  annotation: Annotation,
  { track, frame }: Place,
): readonly [before: number | undefined, after: number | undefined] {
  const own = keyframesOf(annotation, track);
  return [own.findLast((at) => at < frame), own.find((at) => at > frame)];
}

/** The tracks from the bottom to the top. */
export function stacked({ tracks, order }: Annotation): readonly Track[] {
  return tracks.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

/** The places where two annotations differ. */
export function differences(before: Annotation, after: Annotation): readonly Place[] {
  if (before.cells === after.cells) return [];
  const keys = new Set([...before.cells.keys(), ...after.cells.keys()]);
  return [...keys].filter((key) => before.cells.get(key) !== after.cells.get(key)).map(placeOf);
}
