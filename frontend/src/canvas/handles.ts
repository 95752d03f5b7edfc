/**
 * All handles of a shape as one path each: a zero-length stroke with square or round caps is drawn at the same
 * size at any zoom, and five hundred of them cost one element.
 */

import type { Camera } from "../geometry/camera";
import { midpointOf } from "../geometry/hit";
import { distance, type VideoPoint } from "../geometry/point";
import { isHole, type Shape } from "../geometry/ring";

export interface Handles {
  readonly outer: string;
  readonly holes: string;
  readonly midpoints: string;
}

/** A dot of zero length, to be given its size by the stroke. */
export function dot(point: VideoPoint): string {
  return `M${point.x} ${point.y}h0`;
}

/** The paths of a shape's vertices (of holes apart) and of the midpoints that have room on the screen. */
export function handlesOf(shape: Shape, camera: Camera): Handles {
  let [outer, holes, midpoints] = ["", "", ""];
  shape.forEach((ring, index) => {
    const dots = ring.map(dot).join("");
    if (isHole(shape, index)) holes += dots;
    else outer += dots;
    ring.forEach((_, edge) => {
      const middle = midpointOf(ring, edge, camera);
      if (middle) midpoints += dot(middle);
    });
  });
  return { outer, holes, midpoints };
}

/** How far apart vertices must be on the screen, in CSS pixels, for handles of full size not to hide the outline. */
const ROOMY = 11;

/** Whether the handles of a shape would run into each other: then they are drawn smaller. */
export function areDense(shape: Shape, scale: number): boolean {
  let [length, count] = [0, 0];
  for (const ring of shape) {
    ring.forEach((from, index) => {
      const to = ring[(index + 1) % ring.length] ?? from;
      length += distance(from, to);
      count++;
    });
  }
  return length * scale < count * ROOMY;
}
