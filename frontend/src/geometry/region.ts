/** A part of the frame in whole pixels: the brush and the outlines of pixels work in it, not in the whole frame. */

import { type Size, videoPoint } from "./point";
import { type Mask, rasterise } from "./raster";
import { type Box, type Shape, shapeBounds } from "./ring";

/** Where a part of the frame begins, and its size. */
export interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

/** The smallest part of the frame that holds these rings. */
export function regionOf(shape: Shape, frame: Size): Region {
  return regionAround(shapeBounds(shape) ?? { x0: 0, y0: 0, x1: 0, y1: 0 }, frame);
}

/** The smallest part of the frame that holds a box; `margin` is how many pixels beyond the frame still count. */
export function regionAround(box: Box, frame: Size, margin = 0): Region {
  const within = (value: number, limit: number) => Math.min(Math.max(value, -margin), limit + margin);
  const [x, y] = [within(Math.floor(box.x0), frame.width), within(Math.floor(box.y0), frame.height)];
  const [right, bottom] = [within(Math.ceil(box.x1), frame.width), within(Math.ceil(box.y1), frame.height)];
  return { x, y, width: right - x, height: bottom - y };
}

/** The pixels that `rasterise` would give in this part of the frame. */
export function rasteriseIn(shape: Shape, region: Region): Mask {
  const moved = shape.map((ring) => ring.map((point) => videoPoint(point.x - region.x, point.y - region.y)));
  return rasterise(moved, { width: region.width, height: region.height });
}

/** Those of a mask's pixels that lie in another part of the frame. */
export function placed(mask: Mask, from: Region, to: Region): Mask {
  const pixels = new Uint8Array(to.width * to.height);
  const [left, right] = [Math.max(from.x, to.x), Math.min(from.x + from.width, to.x + to.width)];
  const [top, bottom] = [Math.max(from.y, to.y), Math.min(from.y + from.height, to.y + to.height)];
  for (let y = top; y < bottom && left < right; y++) {
    const row = (y - from.y) * from.width - from.x;
    pixels.set(mask.pixels.subarray(row + left, row + right), (y - to.y) * to.width + left - to.x);
  }
  return { width: to.width, height: to.height, pixels };
}
