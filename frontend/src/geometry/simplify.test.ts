/** Fewer points may cost a little of the form, and never a hole, a sound ring or a shared point. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { videoPoint } from "./point";
import { iou, type Mask, rasterise } from "./raster";
import { crossingRings, faultOf, type Ring, type Shape, signedArea } from "./ring";
import { fromSegment, pointsIn, simplify, smooth } from "./simplify";
import { trace } from "./trace";

const frame = { width: 120, height: 90 };
const ring = (...points: readonly (readonly [number, number])[]): Ring => points.map(([x, y]) => videoPoint(x, y));
const disc = (x: number, y: number, radius: number, points = 90): Ring =>
  Array.from({ length: points }, (_, i) => {
    const angle = (i / points) * 2 * Math.PI;
    return videoPoint(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  });

const stains = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((discs): Mask => {
    const size = { width: 41, height: 31 };
    const pixels = new Uint8Array(size.width * size.height);
    for (const [x, y, radius] of discs) {
      pixels.forEach((_, i) => {
        const away = Math.hypot((i % size.width) - x, Math.floor(i / size.width) - y);
        if (away <= radius) pixels[i] = radius % 3 === 0 ? 0 : 1;
      });
    }
    return { ...size, pixels };
  });

describe("a simplified shape", () => {
  test("stays sound, keeps every ring and stays within epsilon of the points that it leaves out", () => {
    fc.assert(
      fc.property(stains, fc.integer({ min: 1, max: 64 }), (mask, quarter) => {
        const before = trace(mask);

        const after = simplify(before, quarter / 4);

        expect(after.map(faultOf)).toEqual(before.map(() => null));
        expect(crossingRings(after)).toEqual([]);
        before.forEach((old, i) => {
          for (const point of old) expect(fromRing(point, after[i] ?? [])).toBeLessThanOrEqual(quarter / 4 + 1e-9);
        });
      }),
      { numRuns: 100 },
    );
  });

  test("of pixels overlaps with them by 0.98 with fewer than half of the points", () => {
    const exact = trace(rasterise([disc(60, 45, 40), disc(60, 45, 20)], frame));

    const few = simplify(exact, 0.6);

    expect(pointsIn(few)).toBeLessThan(pointsIn(exact) / 2);
    expect(few).toHaveLength(2);
    expect(iou(rasterise(few, frame), rasterise(exact, frame))).toBeGreaterThanOrEqual(0.98);
  });

  test("keeps the points that it is told to keep", () => {
    const given = [disc(60, 45, 40)];
    const shared = given[0]?.[17];

    const few = simplify(given, 5, (point) => point === shared);

    expect(few[0]).toContain(shared);
    expect(pointsIn(few)).toBeLessThan(20);
  });

  test("keeps a hole inside of its outline", () => {
    const given: Shape = [disc(60, 45, 40), disc(60, 45, 39)];

    const few = simplify(given, 8);

    expect(crossingRings(few)).toEqual([]);
    expect(few).toHaveLength(2);
  });

  test("of ten thousand points is there at once", () => {
    const given = [disc(60, 45, 40, 10_000)];
    const before = performance.now();

    expect(pointsIn(simplify(given, 0.5))).toBeLessThan(100);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe("a smoothed shape", () => {
  const jagged = [disc(60, 45, 40, 60).map(({ x, y }, i) => videoPoint(x + (i % 2 ? 1 : -1), y))];

  test("has as many points, and its jags are smaller", () => {
    const even = smooth(jagged, 1, frame);

    expect(pointsIn(even)).toBe(60);
    expect(roughness(even[0] ?? [])).toBeLessThan(roughness(jagged[0] ?? []) / 2);
    expect(iou(rasterise(even, frame), rasterise(jagged, frame))).toBeGreaterThan(0.95);
  });

  test("does not shrink", () => {
    const even = smooth([disc(60, 45, 40, 60)], 1, frame);

    expect(signedArea(even[0] ?? []) / signedArea(disc(60, 45, 40, 60))).toBeCloseTo(1, 1);
  });

  test("is the same at strength 0, and keeps what it is told to keep", () => {
    const corner = jagged[0]?.[5];

    expect(smooth([ring([1, 1], [9, 1], [5, 8])], 0, frame)).toEqual([ring([1, 1], [9, 1], [5, 8])]);
    expect(smooth(jagged, 1, frame, (point) => point === corner)[0]?.[5]).toEqual({
      x: Math.round((corner?.x ?? 0) * 16) / 16,
      y: Math.round((corner?.y ?? 0) * 16) / 16,
    });
  });

  test("stays sound, whatever it was", () => {
    fc.assert(
      fc.property(stains, fc.integer({ min: 0, max: 10 }), (mask, tenth) => {
        const even = smooth(trace(mask), tenth / 10, mask);

        expect(even.map(faultOf)).toEqual(even.map(() => null));
        expect(crossingRings(even)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

function fromRing(point: Ring[number], outline: Ring): number {
  return Math.min(...outline.map((a, i) => fromSegment(point, a, outline[(i + 1) % outline.length] ?? a)));
}

function roughness(outline: Ring): number {
  return outline.reduce((sum, point, i) => {
    const [before, after] = [outline.at(i - 1) ?? point, outline[(i + 1) % outline.length] ?? point];
    return sum + Math.hypot((before.x + after.x) / 2 - point.x, (before.y + after.y) / 2 - point.y);
  }, 0);
}
