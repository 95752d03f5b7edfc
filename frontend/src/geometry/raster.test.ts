/** The browser's pixels equal the server's, or the overlap it reports would be another number. */
import { describe, expect, test } from "vitest";
import { videoPoint } from "./point";
import { area, iou, rasterise } from "./raster";
import shared from "./raster_cases.json";
import { covers, type Ring } from "./ring";

const ring = (...points: readonly (readonly [number, number])[]): Ring => points.map(([x, y]) => videoPoint(x, y));
const frame = { width: 12, height: 9 };

describe("the raster", () => {
  test("counts a pixel whose centre lies on the left edge and not on the right one", () => {
    const mask = rasterise([ring([2.5, 1], [6.5, 1], [6.5, 3], [2.5, 3])], frame);
    expect(area(mask)).toBe(8);
    expect([...mask.pixels.slice(12, 24)]).toEqual([0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  test("leaves a hole out and joins a part", () => {
    const outer = ring([0, 0], [8, 0], [8, 8], [0, 8]);
    const hole = ring([2, 2], [5, 2], [5, 5], [2, 5]);
    const part = ring([9, 0], [11, 0], [11, 2], [9, 2]);
    expect(area(rasterise([outer, hole, part], frame))).toBe(64 - 9 + 4);
  });

  test("gives two shapes that share a border no pixel twice and none to neither", () => {
    const left = rasterise([ring([0, 0], [7.25, 0], [3.4375, 9], [0, 9])], frame);
    const right = rasterise([ring([7.25, 0], [12, 0], [12, 9], [3.4375, 9])], frame);
    expect(left.pixels.every((pixel, i) => pixel + (right.pixels[i] ?? 0) === 1)).toBe(true);
  });

  test("cuts off what lies beyond the frame", () => {
    expect(area(rasterise([ring([-1, -1], [13, -1], [13, 10], [-1, 10])], frame))).toBe(12 * 9);
  });

  test("agrees with the point test that the pointer uses", () => {
    const shape = [ring([1.0625, 0.5], [11, 4.25], [4, 8.9375], [6, 4])];
    const mask = rasterise(shape, frame);
    mask.pixels.forEach((pixel, i) => {
      expect(covers(shape, videoPoint((i % 12) + 0.5, Math.floor(i / 12) + 0.5))).toBe(pixel === 1);
    });
  });

  test("measures the overlap of two masks", () => {
    const one = rasterise([ring([0, 0], [4, 0], [4, 2], [0, 2])], frame);
    const two = rasterise([ring([2, 0], [6, 0], [6, 2], [2, 2])], frame);
    expect(iou(one, two)).toBeCloseTo(4 / 12);
    expect(iou(one, one)).toBe(1);
  });
});

describe("the server's raster", () => {
  test.each(shared.cases)("gives the same pixels for $name", ({ width, height, rings, runs }) => {
    const shape = rings.map((one) => one.map(([x = 0, y = 0]) => videoPoint(x, y)));

    expect(runsOf(rasterise(shape, { width, height }).pixels)).toEqual(runs);
  });
});

function runsOf(pixels: Uint8Array): number[] {
  const runs: number[] = [];
  let [inside, length] = [0, 0];
  for (const pixel of pixels) {
    if (pixel === inside) length += 1;
    else {
      runs.push(length);
      [inside, length] = [pixel, 1];
    }
  }
  return [...runs, length];
}
