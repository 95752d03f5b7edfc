/**
 * The pixels that a round tip covers on its way: those whose middle is no farther than the radius from the line.
 * Row by row, since a segment with round ends is convex and meets a row in one run; so a wide tip costs its height,
 * not its area.
 */

import { type Size, type VideoPoint, videoPoint } from "./point";
import type { Mask } from "./raster";
import { type Region, regionAround } from "./region";
import { bounds } from "./ring";

/** The pixels of a stroke and where in the frame they lie. */
export interface Painted {
  readonly mask: Mask;
  readonly region: Region;
}

/** Pixels beyond the frame that are painted too: so the outline is cut off at the border and not rounded there. */
export const MARGIN = 2;

/** Paint along a line with a tip of this radius; no points paint nothing. */
export function paint(points: readonly VideoPoint[], radius: number, frame: Size): Painted {
  const box = bounds(points);
  const region = regionAround(
    { x0: box.x0 - radius, y0: box.y0 - radius, x1: box.x1 + radius, y1: box.y1 + radius },
    frame,
    MARGIN,
  );
  const mask: Mask = {
    width: region.width,
    height: region.height,
    pixels: new Uint8Array(region.width * region.height),
  };
  const inside = points.map((point) => videoPoint(point.x - region.x, point.y - region.y));
  inside.forEach((point, index) => {
    paintSegment(mask, point, inside[index + 1] ?? point, radius);
  });
  return { mask, region };
}

function paintSegment({ width, height, pixels }: Mask, a: VideoPoint, b: VideoPoint, radius: number): void {
  const first = Math.max(Math.floor(Math.min(a.y, b.y) - radius), 0);
  const last = Math.min(Math.ceil(Math.max(a.y, b.y) + radius), height);
  for (let row = first; row < last; row++) {
    const [low, high] = run(a, b, radius, row + 0.5);
    const from = Math.max(Math.ceil(low - 0.5), 0);
    const to = Math.min(Math.floor(high - 0.5) + 1, width);
    if (from < to) pixels.fill(1, row * width + from, row * width + to);
  }
}

/** From where to where a segment with round ends meets a level line; low above high where it does not. */
function run(a: VideoPoint, b: VideoPoint, radius: number, y: number): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const include = (x: number) => {
    low = Math.min(low, x);
    high = Math.max(high, x);
  };
  for (const end of [a, b]) {
    const half = radius * radius - (y - end.y) ** 2;
    if (half < 0) continue;
    include(end.x - Math.sqrt(half));
    include(end.x + Math.sqrt(half));
  }
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length === 0) return [low, high];
  const [sideX, sideY] = [(-(b.y - a.y) / length) * radius, ((b.x - a.x) / length) * radius];
  for (const way of [1, -1]) {
    const [fromX, fromY, toX, toY] = [a.x + way * sideX, a.y + way * sideY, b.x + way * sideX, b.y + way * sideY];
    if (fromY !== toY && Math.min(fromY, toY) <= y && y <= Math.max(fromY, toY)) {
      include(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX));
    }
  }
  return [low, high];
}
