/**
 * From rings to pixels by the one convention of the project: a pixel is inside iff its centre is, edges
 * half-open, rings even-odd, on integers of 1/16 px. The server's `formats/raster.py` is the twin; a canvas
 * fill would differ by 4 to 9 % of IoU. The mask of record is the server's; this one answers at once.
 *
 * Source: even-odd scanline filling, written for this project; the shared cases in `raster_cases.json` were
 * made by the Python twin.
 */

import { type Size, STEPS } from "./point";
import type { Ring, Shape } from "./ring";

/** A mask in row-major order, one byte a pixel, 1 inside. */
export interface Mask extends Size {
  readonly pixels: Uint8Array;
}

const HALF = STEPS / 2;

/** The pixels of a shape in a frame of this size. Points outside of the frame are cut off exactly. */
export function rasterise(shape: Shape, frame: Size): Mask {
  const { width, height } = frame;
  const toggles = new Uint8Array((width + 1) * height);
  for (const ring of shape) toggleRing(toggles, ring, frame);
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < height; i++) {
    let inside = 0;
    for (let j = 0; j < width; j++) {
      inside ^= toggles[i * (width + 1) + j] ?? 0;
      pixels[i * width + j] = inside;
    }
  }
  return { width, height, pixels };
}

/** Mark, in every row that an edge crosses, the first pixel whose centre is at or right of the crossing. */
function toggleRing(toggles: Uint8Array, ring: Ring, { width, height }: Size): void {
  const steps = ring.map((point) => ({ x: Math.round(point.x * STEPS), y: Math.round(point.y * STEPS) }));
  steps.forEach((a, index) => {
    const b = steps[(index + 1) % steps.length] ?? a;
    if (a.y === b.y) return;
    const [top, bottom] = a.y < b.y ? [a, b] : [b, a];
    const rise = bottom.y - top.y;
    const run = bottom.x - top.x;
    const first = Math.max(ceilDivide(top.y - HALF, STEPS), 0);
    const last = Math.min(ceilDivide(bottom.y - HALF, STEPS), height);
    for (let i = first; i < last; i++) {
      const crossing = (top.x - HALF) * rise + (i * STEPS + HALF - top.y) * run;
      const j = Math.min(Math.max(ceilDivide(crossing, STEPS * rise), 0), width);
      const place = i * (width + 1) + j;
      toggles[place] = (toggles[place] ?? 0) ^ 1;
    }
  });
}

/** The smallest whole number not below n/d, exact where a float quotient would round (d > 0, both below 2⁵³). */
function ceilDivide(n: number, d: number): number {
  let quotient = Math.ceil(n / d);
  while ((quotient - 1) * d >= n) quotient--;
  while (quotient * d < n) quotient++;
  return quotient;
}

/** How many pixels are inside. */
export function area(mask: Mask): number {
  return mask.pixels.reduce((sum, pixel) => sum + pixel, 0);
}

/** Intersection over union of two masks of one size; 1 when both are empty. */
export function iou(a: Mask, b: Mask): number {
  let shared = 0;
  let either = 0;
  for (let i = 0; i < a.pixels.length; i++) {
    const [one, two] = [a.pixels[i] ?? 0, b.pixels[i] ?? 0];
    shared += one & two;
    either += one | two;
  }
  return either === 0 ? 1 : shared / either;
}
