/**
 * Where two objects claim the same pixels of a keyframe. A pixel belongs to one object, so the one that lies below
 * usually gives way; shared borders overlap nowhere, for a pixel is inside iff its centre is.
 */

import { type Annotation, shapeAt, stacked, type Track } from "../../editor/document";
import { videoPoint } from "../../geometry/point";
import { type Mask, rasterise } from "../../geometry/raster";
import { type Box, type Shape, shapeBounds } from "../../geometry/ring";

/** Two objects with pixels in common; `below` lies under `above`. */
export interface Overlap {
  readonly below: Track;
  readonly above: Track;
  readonly pixels: number;
}

/** The pixels of a shape's own box, and where that lies in the frame. */
interface Patch extends Mask {
  readonly left: number;
  readonly top: number;
}

/** Shapes are never changed in place, so their pixels are good for as long as they are. */
const patches = new WeakMap<Shape, Patch>();

function patchOf(shape: Shape, box: Box): Patch {
  const known = patches.get(shape);
  if (known) return known;
  const [left, top] = [Math.floor(box.x0), Math.floor(box.y0)];
  const moved = shape.map((ring) => ring.map(({ x, y }) => videoPoint(x - left, y - top)));
  const size = { width: Math.ceil(box.x1) - left, height: Math.ceil(box.y1) - top };
  const patch = { ...rasterise(moved, size), left, top };
  patches.set(shape, patch);
  return patch;
}

/** All overlaps on one keyframe, the largest first. */
export function overlapsOn(annotation: Annotation, frame: number): readonly Overlap[] {
  const drawn = stacked(annotation)
    .map((track) => ({ track, shape: shapeAt(annotation, { track: track.id, frame }) }))
    .filter(({ shape }) => shape.length > 0);
  const found = drawn.flatMap((below, i) =>
    drawn.slice(i + 1).map((above) => ({
      below: below.track,
      above: above.track,
      pixels: sharedPixels(below.shape, above.shape),
    })),
  );
  return found.filter(({ pixels }) => pixels > 0).toSorted((a, b) => b.pixels - a.pixels);
}

function sharedPixels(a: Shape, b: Shape): number {
  const [boxA, boxB] = [shapeBounds(a), shapeBounds(b)];
  const box = common(boxA, boxB);
  if (!box || !boxA || !boxB) return 0;
  const [one, other] = [patchOf(a, boxA), patchOf(b, boxB)];
  let pixels = 0;
  for (let i = Math.floor(box.y0); i < Math.ceil(box.y1); i++) {
    for (let j = Math.floor(box.x0); j < Math.ceil(box.x1); j++) pixels += at(one, i, j) & at(other, i, j);
  }
  return pixels;
}

function at({ pixels, width, left, top }: Patch, row: number, column: number): number {
  return pixels[(row - top) * width + column - left] ?? 0;
}

function common(a: Box | null, b: Box | null): Box | null {
  if (!a || !b) return null;
  const [x0, y0] = [Math.max(a.x0, b.x0), Math.max(a.y0, b.y0)];
  const [x1, y1] = [Math.min(a.x1, b.x1), Math.min(a.y1, b.y1)];
  return x0 < x1 && y0 < y1 ? { x0, y0, x1, y1 } : null;
}
