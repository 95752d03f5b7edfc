/**
 * From pixels back to rings, exactly: `rasterise` gives the mask back, pixel for pixel. The outline runs through
 * the middle of every side between an inside and an outside pixel. Each such point is passed once, so that no ring
 * ever touches itself or another one, not even where two pixels meet at a corner only.
 *
 * Source: marching squares (Lorensen and Cline, 1987, in the plane) with the crossings at the middles, walked along
 * the border instead of joined from a table; written for this project.
 */

import { type VideoPoint, videoPoint } from "./point";
import type { Mask } from "./raster";
import type { Ring, Shape } from "./ring";

/** The four ways along a border, in turns to the right: east, south, west, north. */
const WAYS = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
] as const;

/**
 * The exact outline of a mask: parts clockwise on the screen, holes the other way, and no point on a straight line.
 *
 * Args: `origin` is where the mask's first pixel lies in the frame, for a mask of a part of it.
 */
export function trace(mask: Mask, origin: { readonly x: number; readonly y: number } = { x: 0, y: 0 }): Shape {
  const { width, height, pixels } = mask;
  const walked = new Uint8Array(width * height);
  const rings: Ring[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = y * width + x;
      if (pixels[place] === 0 || walked[place] === 1 || (y > 0 && pixels[place - width] === 1)) continue;
      rings.push(walk(mask, walked, x, y, origin));
    }
  }
  return rings;
}

/** Walk once around from the upper side of a pixel, the inside on the right hand. */
function walk(mask: Mask, walked: Uint8Array, x0: number, y0: number, origin: { x: number; y: number }): Ring {
  const points: VideoPoint[] = [];
  let [x, y, way] = [x0, y0, 0];
  let [lastX, lastY] = [2, 2];
  do {
    const on = WAYS[way] ?? WAYS[0];
    if (way === 0) walked[y * mask.width + x] = 1;
    const turn = turnAfter(mask, x + on.x, y + on.y, way);
    const next = WAYS[(way + turn + 4) % 4] ?? on;
    const [dx, dy] = turn === 0 ? [on.x, on.y] : [on.x + next.x, on.y + next.y];
    if (dx !== lastX || dy !== lastY) points.push(videoPoint(origin.x + x + on.x / 2, origin.y + y + on.y / 2));
    [x, y, way, lastX, lastY] = [x + on.x, y + on.y, (way + turn + 4) % 4, dx, dy];
  } while (x !== x0 || y !== y0 || way !== 0);
  return withoutStraightStart(points);
}

/** Which way the border turns at a corner of pixels: 1 right, -1 left. Pixels that meet at a corner stay apart. */
function turnAfter(mask: Mask, x: number, y: number, way: number): -1 | 0 | 1 {
  const on = WAYS[way] ?? WAYS[0];
  const right = WAYS[(way + 1) % 4] ?? on;
  const aheadX = x + (on.x - 1) / 2 + right.x / 2;
  const aheadY = y + (on.y - 1) / 2 + right.y / 2;
  if (!isInside(mask, aheadX, aheadY)) return 1;
  return isInside(mask, aheadX - right.x, aheadY - right.y) ? -1 : 0;
}

function isInside({ width, height, pixels }: Mask, x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x] === 1;
}

/** The walk may begin in the middle of a straight run; then its first point is no corner. */
function withoutStraightStart(points: readonly VideoPoint[]): Ring {
  const [first, second, last] = [points[0], points[1], points.at(-1)];
  if (!first || !second || !last || points.length < 4) return points;
  const straight = (second.x - first.x) * (first.y - last.y) === (second.y - first.y) * (first.x - last.x);
  return straight ? points.slice(1) : points;
}
