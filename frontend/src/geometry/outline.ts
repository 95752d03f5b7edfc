/**
 * A computed mask as an outline that a person can edit: as few points as the mask's shape allows. The server's
 * `formats/outline.py` makes the same promise for the drafts that it sends; here it answers at once.
 *
 * Source: the choice of tolerance is that of `formats/outline.py`; the line is simplified by `simplify.ts`, which never
 * lets a ring cross itself.
 */

import { area, iou, type Mask, rasterise } from "./raster";
import { type Ring, type Shape, signedArea } from "./ring";
import { pointsIn, simplify } from "./simplify";
import { trace } from "./trace";

const LEAST_OVERLAP = 0.98;
/** Accepted for a ragged mask that would else take more points than anybody edits. */
const ROUGH_OVERLAP = 0.95;
const MOST_POINTS = 400;
/** In pixels, coarsest first. */
const TOLERANCES = [2, 1.5, 1.25, 1, 0.75, 0.5, 0.35] as const;
/** Of the mask: parts and holes that are smaller are noise, not shape. */
const SPECK_SHARE = 0.002;

/**
 * Rings around a mask, simplified until just before they stop being that mask: the coarsest whose pixels overlap it by
 * 0.98, or by 0.95 where more than 400 points would be needed. No rings for an empty mask.
 */
export function outlineOf(mask: Mask): Shape {
  const exact = withoutSpecks(trace(mask), SPECK_SHARE * area(mask));
  let rough: Shape | null = null;
  for (const tolerance of TOLERANCES) {
    const shape = simplify(exact, tolerance);
    const overlap = iou(rasterise(shape, mask), mask);
    if (overlap >= ROUGH_OVERLAP) rough ??= shape;
    if (overlap >= LEAST_OVERLAP) return rough && pointsIn(shape) > MOST_POINTS ? rough : shape;
  }
  return rough && pointsIn(exact) > MOST_POINTS ? rough : exact;
}

function withoutSpecks(shape: Shape, least: number): Shape {
  const kept = shape.filter((ring: Ring) => Math.abs(signedArea(ring)) >= least);
  return kept.length > 0 ? kept : shape;
}
