/** Cutting by verbs: the parts have the same points along the cut, and together they are what was cut. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutAlong } from "../../geometry/cut";
import { screenPoint, videoPoint } from "../../geometry/point";
import { area, rasterise } from "../../geometry/raster";
import { faultOf, type Ring, type Shape } from "../../geometry/ring";
import { fromSegment } from "../../geometry/simplify";
import { type SliceState, startSlice, stepSlice } from "./slice";
import type { Input, Outcome, Scene } from "./tool";

const frame = { width: 160, height: 120 };
const ring = (...points: readonly (readonly [number, number])[]): Ring => points.map(([x, y]) => videoPoint(x, y));
const square = ring([20, 20], [100, 20], [100, 100], [20, 100]);
const hole = ring([50, 50], [70, 50], [70, 70], [50, 70]);

const scene = (shape: Shape = [square]): Scene => ({ frame, camera: { scale: 4, x: 0, y: 0 }, shape, others: [] });

type Verb = readonly [number, number] | "finish" | "cancel" | "take-back" | "put-back";

const pointer = (type: "press" | "move" | "release", [x, y]: readonly [number, number]): Input => ({
  type,
  video: videoPoint(x, y),
  screen: screenPoint(x * 4, y * 4),
  alt: false,
  shift: false,
});

function slice(verbs: readonly Verb[], on = scene()): Outcome<SliceState> {
  const inputs = verbs.map((verb): Input => (typeof verb === "string" ? { type: verb } : pointer("press", verb)));
  return inputs.reduce<Outcome<SliceState>>((sum, input) => (sum.shape ? sum : stepSlice(sum.state, input, on)), {
    state: startSlice(),
  });
}

const pixels = (shape: Shape) => rasterise(shape, frame).pixels;

describe("a line", () => {
  test("across makes two parts with the same points along it, and the mask stays", () => {
    const end = slice([
      [60, 10],
      [60, 110],
    ]);
    const [one = [], two = []] = end.shape?.rings ?? [];

    expect(end.shape?.label).toBe("slice");
    expect([one, two].map((part) => part.some(({ x, y }) => x === 60 && y === 20))).toEqual([true, true]);
    expect(area(rasterise([one], frame))).toBe(40 * 80);
    expect(pixels([one, two])).toEqual(pixels([square]));
    expect(end.leave).toBe(true);
  });

  test("may bend inside", () => {
    const end = slice([
      [60, 10],
      [70, 60],
      [40, 80],
      [60, 110],
    ]);

    expect(end.shape?.rings).toHaveLength(2);
    expect(end.shape?.rings.every((part) => part.some(({ x, y }) => x === 70 && y === 60))).toBe(true);
    expect(pixels(end.shape?.rings ?? [])).toEqual(pixels([square]));
  });

  test("through a hole opens it", () => {
    const end = slice(
      [
        [60, 10],
        [60, 110],
      ],
      scene([square, hole]),
    );

    expect(end.shape?.rings).toHaveLength(2);
    expect(end.shape?.rings.map(faultOf)).toEqual([null, null]);
    expect(pixels(end.shape?.rings ?? [])).toEqual(pixels([square, hole]));
  });

  test("across what is cut already makes four", () => {
    const halves =
      slice([
        [60, 10],
        [60, 110],
      ]).shape?.rings ?? [];

    const end = slice(
      [
        [10, 60],
        [110, 60],
      ],
      scene(halves),
    );

    expect(end.shape?.rings).toHaveLength(4);
    expect(pixels(end.shape?.rings ?? [])).toEqual(pixels([square]));
  });

  test("that ends inside waits, and says at Enter what it needs", () => {
    const end = slice([[60, 10], [60, 60], "finish"]);

    expect(end.shape).toBeUndefined();
    expect(end.notice).toContain("all the way across");
    expect(end.state.points).toHaveLength(2);
  });

  test("that ends in the hole is not across", () => {
    expect(slice([[60, 10], [60, 60], "finish"], scene([square, hole])).shape).toBeUndefined();
  });

  test("can be drawn with the button held", () => {
    const way = Array.from({ length: 30 }, (_, i) => [60 + 5 * Math.sin(i / 4), 10 + (i * 100) / 29] as const);
    const inputs = [
      pointer("press", way[0] ?? [0, 0]),
      ...way.map((at) => pointer("move", at)),
      pointer("release", [60, 112]),
    ];

    const end = inputs.reduce<Outcome<SliceState>>(
      (sum, input) => (sum.shape ? sum : stepSlice(sum.state, input, scene())),
      { state: startSlice() },
    );

    expect(end.shape?.rings).toHaveLength(2);
  });

  test("takes its last point back and puts it back", () => {
    expect(slice([[60, 10], [60, 50], "take-back"]).state.points).toHaveLength(1);
    expect(slice([[60, 10], [60, 50], "take-back", "put-back"]).state.points).toHaveLength(2);
  });

  test("is given up by Escape", () => {
    expect(slice([[60, 10], "cancel"]).state.points).toEqual([]);
    expect(slice(["cancel"]).leave).toBe(true);
  });

  test("has nothing to cut where nothing is drawn", () => {
    expect(slice([[60, 10]], scene([])).notice).toContain("no outline");
  });
});

describe("a closed line", () => {
  test("inside cuts a hole out", () => {
    const end = slice([
      [40, 40],
      [60, 40],
      [50, 60],
      [40.5, 40.5],
    ]);

    expect(end.shape?.label).toBe("cut out");
    expect(end.shape?.rings).toHaveLength(2);
  });

  test("over the outline takes a bite", () => {
    const end = slice([
      [90, 40],
      [120, 40],
      [120, 60],
      [90, 60],
      [90, 40],
    ]);

    expect(area(rasterise(end.shape?.rings ?? [], frame))).toBe(80 * 80 - 10 * 20);
  });

  test("drawn freehand across the outline is not taken for a cut before it closes", () => {
    const way = Array.from({ length: 60 }, (_, i) => {
      const angle = (i / 59) * 2 * Math.PI;
      return [100 + 20 * Math.cos(angle), 60 + 20 * Math.sin(angle)] as const;
    });
    const inputs = [
      pointer("press", way[0] ?? [0, 0]),
      ...way.map((at) => pointer("move", at)),
      pointer("release", way[0] ?? [0, 0]),
    ];

    const end = inputs.reduce<Outcome<SliceState>>(
      (sum, input) => (sum.shape ? sum : stepSlice(sum.state, input, scene())),
      { state: startSlice() },
    );

    expect(end.shape?.label).toBe("cut out");
    expect(end.shape?.rings).toHaveLength(1);
  });

  test("beside the object does nothing", () => {
    expect(
      slice([
        [110, 40],
        [140, 40],
        [120, 60],
        [110, 40],
      ]).notice,
    ).toContain("Nothing of this object");
  });
});

test("any straight cut leaves sound parts that together are the shape, but for middles on its outline", () => {
  const blob = fc.array(fc.integer({ min: 160, max: 800 }), { minLength: 3, maxLength: 20 }).map((radii) =>
    radii.map((radius, i) => {
      const angle = (i / radii.length) * 2 * Math.PI;
      const at = (middle: number, along: number) => Math.round(middle * 16 + radius * along) / 16;
      return videoPoint(at(80, Math.cos(angle)), at(60, Math.sin(angle)));
    }),
  );
  const end = fc.integer({ min: 0, max: 120 });
  fc.assert(
    fc.property(blob, end, end, (outline, y0, y1) => {
      fc.pre(faultOf(outline) === null);

      const parts = cutAlong([outline], ring([0, y0], [160, y1]), frame);

      if (!parts) return;
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.map(faultOf)).toEqual(parts.map(() => null));
      const after = pixels(parts);
      pixels([outline]).forEach((pixel, i) => {
        if (pixel === after[i]) return;
        const middle = videoPoint((i % frame.width) + 0.5, Math.floor(i / frame.width) + 0.5);
        const away = outline.map((a, k) => fromSegment(middle, a, outline[(k + 1) % outline.length] ?? a));
        expect(Math.min(...away)).toBeLessThanOrEqual(1 / 16);
      });
    }),
    { numRuns: 150 },
  );
});
