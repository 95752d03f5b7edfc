/** Two shapes put together must be what their pixels say, and what was not touched must stay where it was. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combinedPixels, intersect, subtract, union } from "./boolean";
import { videoPoint } from "./point";
import { type Mask, rasterise } from "./raster";
import { faultOf, type Ring, type Shape } from "./ring";
import { fromSegment } from "./simplify";

const frame = { width: 96, height: 72 };
const ring = (...points: readonly (readonly [number, number])[]): Ring => points.map(([x, y]) => videoPoint(x, y));
const sixteenth = (value: number) => Math.round(value * 16) / 16;

/** A star-shaped ring: any radii around a middle make one that does not cross itself. */
const blob = fc
  .record({
    x: fc.integer({ min: 20, max: 76 }),
    y: fc.integer({ min: 20, max: 52 }),
    radii: fc.array(fc.integer({ min: 48, max: 300 }), { minLength: 3, maxLength: 24 }),
  })
  .map(({ x, y, radii }) =>
    radii.map((radius, i) => {
      const angle = (i / radii.length) * 2 * Math.PI;
      return videoPoint(sixteenth(x + (radius / 16) * Math.cos(angle)), sixteenth(y + (radius / 16) * Math.sin(angle)));
    }),
  )
  .filter((points) => faultOf(points) === null);

const operations = [
  ["union", union],
  ["subtract", subtract],
  ["intersect", intersect],
] as const;

describe("shapes put together", () => {
  test.each(operations)("by %s are sound and cover the pixels of both, but for middles on an outline", (name, of) => {
    fc.assert(
      fc.property(blob, blob, blob, (one, hole, two) => {
        const a: Shape = [one, hole].slice(0, hole.length % 2 === 0 ? 1 : 2);
        const wanted = combinedPixels(rasterise(a, frame), rasterise([two], frame), name);

        const rings = of(a, [two], frame);

        expect(rings.map(faultOf)).toEqual(rings.map(() => null));
        expect(farthestFault(rasterise(rings, frame), wanted, [...a, two])).toBeLessThanOrEqual(1 / 8);
      }),
      { numRuns: 150 },
    );
  });

  test("keep every point that the other shape does not reach", () => {
    const one = ring([2, 2], [40.0625, 3.1875], [41, 30], [20, 20.5], [3, 40]);
    const two = ring([30, 20], [60, 20], [60, 60], [30, 60]);

    const [joined] = union([one], [two], frame);

    expect(joined).toEqual(expect.arrayContaining([one[0], one[1], one[3], one[4]]));
  });

  test("keep rings that the other shape does not reach as they are, cuts between parts too", () => {
    const left = ring([2, 2], [10, 2], [10, 20], [2, 20]);
    const right = ring([10, 2], [20, 2], [20, 20], [10, 20]);

    const rings = union([left, right], [ring([30, 30], [40, 30], [35, 40])], frame);

    expect(rings.slice(0, 2)).toEqual([left, right]);
    expect(rings[0]).toBe(left);
  });

  test("lose the border between two halves", () => {
    const left = ring([10, 10], [30, 10], [30, 40], [10, 40]);
    const right = ring([30, 10], [50, 10], [50, 40], [30, 40]);

    expect(union([left], [right], frame)).toHaveLength(1);
  });

  test("become two rings where they would touch at a corner", () => {
    const rings = union(
      [ring([10, 10], [20, 10], [20, 20], [10, 20])],
      [ring([20, 20], [30, 20], [30, 30], [20, 30])],
      frame,
    );

    expect(rings).toHaveLength(2);
  });

  test("are nothing where nothing is left", () => {
    const square = ring([10, 10], [20, 10], [20, 20], [10, 20]);

    expect(subtract([square], [square], frame)).toEqual([]);
    expect(intersect([square], [], frame)).toEqual([]);
    expect(union([], [], frame)).toEqual([]);
  });
});

/** How far from every given outline the middle of a pixel lies that came out wrong; 0 when none did. */
function farthestFault(got: Mask, wanted: Mask, outlines: Shape): number {
  let worst = 0;
  got.pixels.forEach((pixel, i) => {
    if (pixel === wanted.pixels[i]) return;
    const middle = videoPoint((i % got.width) + 0.5, Math.floor(i / got.width) + 0.5);
    const away = outlines.flatMap((points) =>
      points.map((a, k) => fromSegment(middle, a, points[(k + 1) % points.length] ?? a)),
    );
    worst = Math.max(worst, Math.min(...away));
  });
  return worst;
}
