/** An outline of a mask has as few points as the mask's shape allows, and is still that mask. */
import { expect, test } from "vitest";
import { outlineOf } from "./outline";
import { iou, type Mask, rasterise } from "./raster";
import { isHole } from "./ring";
import { pointsIn } from "./simplify";

function maskOf(width: number, height: number, inside: (x: number, y: number) => boolean): Mask {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
    inside((at % width) + 0.5, Math.floor(at / width) + 0.5) ? 1 : 0,
  );
  return { width, height, pixels };
}
const ring = maskOf(160, 120, (x, y) => Math.hypot(x - 80, y - 60) < 50 && Math.hypot(x - 80, y - 60) > 20);

test("a ring keeps its hole, with a handful of points for a person to edit", () => {
  const shape = outlineOf(ring);

  expect(iou(rasterise(shape, ring), ring)).toBeGreaterThanOrEqual(0.98);
  expect(pointsIn(shape)).toBeLessThan(60);
  expect(shape.map((_, index) => isHole(shape, index)).sort()).toEqual([false, true]);
});

test("specks are noise and not parts", () => {
  const dotted = { ...ring, pixels: ring.pixels.slice() };
  dotted.pixels[5 * 160 + 5] = 1;

  expect(outlineOf(dotted)).toHaveLength(2);
});

test("an empty mask has no outline", () => {
  expect(outlineOf(maskOf(16, 16, () => false))).toEqual([]);
});
