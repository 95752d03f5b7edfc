/**
 * Where two objects claim the same pixels of a keyframe. A pixel belongs to one object, so the one that lies below
 * usually gives way; shared borders overlap nowhere, for a pixel is inside iff its centre is.
 */

import { type Annotation, shapeAt, stacked, type Track } from "../../editor/document";
import type { Size } from "../../geometry/point";
import { type Mask, rasterise } from "../../geometry/raster";
import { type Box, type Shape, shapeBounds } from "../../geometry/ring";

/** Two objects with pixels in common; `below` lies under `above`. */
export interface Overlap {
  readonly below: Track;
  readonly above: Track;
  readonly pixels: number;
}

/** Shapes are never changed in place, so a mask is good for as long as its shape is. */
const masks = new WeakMap<Shape, Mask>();

function maskOf(shape: Shape, frame: Size): Mask {
  const known = masks.get(shape);
  if (known) return known;
  const mask = rasterise(shape, frame);
  masks.set(shape, mask);
  return mask;
}

/** All overlaps on one keyframe, the largest first. */
export function overlapsOn(annotation: Annotation, frame: number, size: Size): readonly Overlap[] {
  const drawn = stacked(annotation)
    .map((track) => ({ track, shape: shapeAt(annotation, { track: track.id, frame }) }))
    .filter(({ shape }) => shape.length > 0);
  const found = drawn.flatMap((below, i) =>
    drawn.slice(i + 1).map((above) => ({
      below: below.track,
      above: above.track,
      pixels: sharedPixels(below.shape, above.shape, size),
    })),
  );
  return found.filter(({ pixels }) => pixels > 0).toSorted((a, b) => b.pixels - a.pixels);
}

function sharedPixels(a: Shape, b: Shape, size: Size): number {
  const box = common(shapeBounds(a), shapeBounds(b));
  if (!box) return 0;
  const [one, other] = [maskOf(a, size).pixels, maskOf(b, size).pixels];
  let pixels = 0;
  for (let i = Math.max(Math.floor(box.y0), 0); i < Math.min(Math.ceil(box.y1), size.height); i++) {
    for (let j = Math.max(Math.floor(box.x0), 0); j < Math.min(Math.ceil(box.x1), size.width); j++) {
      const at = i * size.width + j;
      pixels += (one[at] ?? 0) & (other[at] ?? 0);
    }
  }
  return pixels;
}

function common(a: Box | null, b: Box | null): Box | null {
  if (!a || !b) return null;
  const [x0, y0] = [Math.max(a.x0, b.x0), Math.max(a.y0, b.y0)];
  const [x1, y1] = [Math.min(a.x1, b.x1), Math.min(a.y1, b.y1)];
  return x0 < x1 && y0 < y1 ? { x0, y0, x1, y1 } : null;
}
