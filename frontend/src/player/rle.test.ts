/** Run lengths against pycocotools' own answers, and the picture that comes of them. */

import { describe, expect, test } from "vitest";
import { area, contains, decodeCounts, type Layer, MaskPainter, rgb } from "./rle";

/** A ring of radius 10 to 30 around (80, 40) in 160 × 90, encoded by pycocotools 2.0. */
const RING =
  "_`4?X26J6L2M4M2M4M2N2N2N2O0O2N2O0O2N2O000O2OoNXO0h0OZO0e0O_O0`00@0`0OB0>OD0<0D0<0D0<0D0<0D0<0D0<0D0<0D0<0D0<1B0>1@0`00@0a01[O0f01XO0h0Q11N10001N2N101N2N101N2N2N2N3L3N3L3N4J6Jf[4";

describe("decoding", () => {
  test.each([
    ["5220003", [5, 2, 2, 2, 2, 2, 5]],
    ["013030", [0, 1, 3, 1, 6, 1]],
    ["", []],
  ])("%j is the runs that pycocotools wrote", (counts, runs) => {
    expect(decodeCounts(counts)).toEqual(runs);
  });

  test("a ring has the area that pycocotools counts, and a hole", () => {
    const runs = decodeCounts(RING);

    expect(area(runs)).toBe(2504);
    expect(runs.reduce((sum, run) => sum + run, 0)).toBe(160 * 90);
    expect(contains(runs, 90, 80.5, 40.5)).toBe(false);
    expect(contains(runs, 90, 100.5, 40.5)).toBe(true);
  });

  test("a damaged string is refused, not drawn", () => {
    expect(() => decodeCounts("5 2")).toThrow(RangeError);
    expect(() => decodeCounts("5P")).toThrow(RangeError);
  });
});

describe("painting", () => {
  const orange: Layer = { runs: [5, 2, 2, 2, 2, 2, 5], colour: rgb("#FB8A1E"), fill: 0.28, hatched: false };
  const alphas = (painter: MaskPainter, width: number, height: number) =>
    Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => painter.pixels[(y * width + x) * 4 + 3]),
    );

  test("a small mask is outlined in its colour with a dark halo around", () => {
    const painter = new MaskPainter(5, 4);
    painter.paint([orange]);

    expect(alphas(painter, 5, 4)).toEqual([
      [0, 128, 128, 128, 0],
      [128, 255, 255, 255, 128],
      [128, 255, 255, 255, 128],
      [0, 128, 128, 128, 0],
    ]);
    expect(Array.from(painter.pixels.slice((5 + 1) * 4, (5 + 2) * 4))).toEqual([251, 138, 30, 255]);
  });

  test("a solid inside has one strength, a hatched one two", () => {
    const painter = new MaskPainter(160, 90);
    const strengths = (hatched: boolean) => {
      painter.paint([{ ...orange, runs: decodeCounts(RING), hatched }]);
      return [...new Set(alphas(painter, 160, 90).flat())].sort((a, b) => (a ?? 0) - (b ?? 0));
    };

    expect(strengths(false)).toEqual([0, 71, 128, 255]);
    expect(strengths(true)).toEqual([0, 32, 71, 128, 255]);
  });

  test("a dashed outline has gaps, and its inside none", () => {
    const painter = new MaskPainter(160, 90);
    const strong = (dashed: boolean) => {
      painter.paint([{ ...orange, runs: decodeCounts(RING), dashed }]);
      return alphas(painter, 160, 90)
        .flat()
        .filter((alpha) => alpha === 255).length;
    };

    expect(strong(true)).toBeGreaterThan(strong(false) * 0.3);
    expect(strong(true)).toBeLessThan(strong(false) * 0.7);
  });

  test("nothing of the frame before is left over", () => {
    const painter = new MaskPainter(5, 4);
    painter.paint([orange]);
    painter.paint([{ ...orange, runs: [20] }]);

    expect(alphas(painter, 5, 4).flat()).toEqual(Array(20).fill(0));
  });
});
