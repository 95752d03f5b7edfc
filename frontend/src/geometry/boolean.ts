/** Shapes put together and taken from each other: what the brush, the slice and the join are made of. */

import type { Size } from "./point";
import { type Mask, rasterise } from "./raster";
import type { Shape } from "./ring";
import { trace } from "./trace";

/** What either covers. */
export function union(a: Shape, b: Shape, frame: Size): Shape {
  return combined(a, b, frame, (one, two) => one | two);
}

/** What `a` covers and `b` does not. */
export function subtract(a: Shape, b: Shape, frame: Size): Shape {
  return combined(a, b, frame, (one, two) => one & ~two);
}

/** What both cover. */
export function intersect(a: Shape, b: Shape, frame: Size): Shape {
  return combined(a, b, frame, (one, two) => one & two);
}

function combined(a: Shape, b: Shape, frame: Size, of: (one: number, two: number) => number): Shape {
  const [one, two] = [rasterise(a, frame), rasterise(b, frame)];
  const mask: Mask = { ...one, pixels: one.pixels.map((pixel, i) => of(pixel, two.pixels[i] ?? 0)) };
  return trace(mask);
}
