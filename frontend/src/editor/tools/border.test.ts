/** A shared border is one line: no pixel to both, none to neither, and one hand moves both sides. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { videoPoint } from "../../geometry/point";
import { rasterise } from "../../geometry/raster";
import { faultOf, insertPoint, movePoint, type Ring, type Shape } from "../../geometry/ring";
import { shareBorders, sharedMoves } from "./border";
import type { Scene } from "./tool";

const frame = { width: 160, height: 120 };
const ring = (...points: readonly (readonly [number, number])[]): Ring => points.map(([x, y]) => videoPoint(x, y));

const scene = (shape: Shape, other: Shape, locked = false): Scene => ({
  frame,
  camera: { scale: 2, x: 0, y: 0 },
  shape,
  others: [{ track: "b", shape: other, locked }],
});

const left = ring([10, 10], [60, 10], [58, 40], [61, 70], [60, 100], [10, 100]);
const right = ring([62, 12], [120, 12], [120, 98], [63, 98], [62, 75], [64, 55], [62.5, 30]);

const key = ({ x, y }: { x: number; y: number }) => `${x},${y}`;
const common = (one: Shape, two: Shape) => {
  const there = new Set(two.flat().map(key));
  return one.flat().filter((point) => there.has(key(point)));
};

describe("sharing a border", () => {
  test("gives both outlines the very same points along the run and leaves the rest alone", () => {
    const { shape, others } = shareBorders(scene([left], [right]));
    const rings = shape?.rings ?? [];

    expect(common(rings, others?.[0]?.rings ?? [right]).map(key)).toEqual(
      expect.arrayContaining(["62,12", "62.5,30", "64,55", "62,75", "63,98"]),
    );
    expect(rings[0]).toEqual(expect.arrayContaining([left[0], left[5]]));
    expect(shape?.label).toBe("share the border");
  });

  test("leaves no pixel between the two and none to both", () => {
    const { shape, others } = shareBorders(scene([left], [right]));
    const one = rasterise(shape?.rings ?? [], frame).pixels;
    const two = rasterise(others?.[0]?.rings ?? [right], frame).pixels;

    for (let y = 14; y < 96; y++) {
      for (let x = 50; x < 75; x++) expect((one[y * 160 + x] ?? 0) + (two[y * 160 + x] ?? 0)).toBe(1);
    }
  });

  test("ends in the middle of a long side with a point in both", () => {
    const small = ring([20, 30], [40, 30], [40, 57], [20, 57]);
    const wide = ring([10, 60], [150, 60], [150, 110], [10, 110]);

    const { shape, others } = shareBorders(scene([small], [wide]));

    expect(
      common(shape?.rings ?? [], others?.[0]?.rings ?? [])
        .map(key)
        .sort(),
    ).toEqual(["20,60", "40,60"]);
  });

  test("takes only what is there of a locked object", () => {
    const { shape, others } = shareBorders(scene([left], [right], true));

    expect(others).toBeUndefined();
    expect(common(shape?.rings ?? [], [right]).length).toBeGreaterThanOrEqual(5);
  });

  test("takes a hole's whole outline for the object that fills it", () => {
    const hole = ring([30, 30], [60, 30], [60, 60], [30, 60]);
    const filling = ring([31, 31], [59, 32], [58, 59], [32, 58]);

    const { shape } = shareBorders(scene([filling], [ring([10, 10], [90, 10], [90, 90], [10, 90]), hole]));

    expect(common(shape?.rings ?? [], [hole])).toHaveLength(4);
    expect(shape?.rings[0]).toHaveLength(4);
  });

  test("says so when nothing is near, and when it is shared already", () => {
    const once = shareBorders(scene([left], [right]));
    const again = shareBorders(scene(once.shape?.rings ?? [], once.others?.[0]?.rings ?? [right]));

    expect(shareBorders(scene([left], [ring([100, 10], [120, 10], [110, 30])])).notice).toContain("No other outline");
    expect(again.shape).toBeUndefined();
  });

  test("leaves outlines alone that only meet at an angle", () => {
    const tip = ring([20, 60], [78, 59], [78, 61]);
    const wall = ring([80, 10], [120, 10], [120, 110], [80, 110]);

    expect(shareBorders(scene([tip], [wall])).notice).toContain("No other outline");
  });

  test("leaves sound outlines with equal points, however ragged the two are", () => {
    const ragged = fc.array(fc.integer({ min: -32, max: 32 }), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(ragged, ragged, (one, two) => {
        const edge = (offsets: readonly number[], x: number) =>
          offsets.map((by, i): [number, number] => [
            x + by / 16,
            10 + Math.round((i * 1600) / (offsets.length - 1)) / 16,
          ]);
        const a = [ring([20, 10], ...edge(one, 80), [20, 110])];
        const b = [ring([140, 110], ...edge(two, 83).toReversed(), [140, 10])];

        const { shape, others } = shareBorders(scene(a, b), 20);

        const [own, other] = [shape?.rings ?? a, others?.[0]?.rings ?? b];
        expect([...own, ...other].map(faultOf)).toEqual([null, null]);
        expect(common(own, other).length).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 100 },
    );
  });
});

describe("editing a shared border", () => {
  const a: Shape = [ring([10, 10], [60, 10], [62, 50], [60, 100], [10, 100])];
  const b: Shape = [ring([120, 10], [120, 100], [60, 100], [62, 50], [60, 10])];
  const others: Scene["others"] = [{ track: "b", shape: b }];
  const own = a[0] ?? [];

  test("moves a point in both outlines", () => {
    const moved = sharedMoves(a, [movePoint(own, 2, videoPoint(70, 55))], others);

    expect(moved.others).toEqual([{ track: "b", rings: [ring([120, 10], [120, 100], [60, 100], [70, 55], [60, 10])] }]);
    expect(moved.fault).toBeNull();
  });

  test("leaves the other alone when the point is not shared", () => {
    expect(sharedMoves(a, [movePoint(own, 0, videoPoint(5, 5))], others).others).toEqual([]);
  });

  test("puts a point into both, and takes one out of both", () => {
    const put = sharedMoves(a, [insertPoint(own, 2, videoPoint(64, 75))], others);
    const gone = sharedMoves(a, [own.toSpliced(2, 1)], others);

    expect(put.others[0]?.rings[0]?.map(key)).toContain("64,75");
    expect(gone.others[0]?.rings[0]?.map(key)).not.toContain("62,50");
    expect(gone.others[0]?.rings[0]).toHaveLength(4);
  });

  test("keeps the other's corner where the border ends", () => {
    expect(sharedMoves(a, [own.toSpliced(1, 1)], others).others).toEqual([]);
  });

  test("is refused where the other outline would cross itself or is locked", () => {
    const across = [movePoint(own, 2, videoPoint(140, 50))];

    expect(sharedMoves(a, across, others).fault).toContain("cross");
    expect(
      sharedMoves(a, [movePoint(own, 2, videoPoint(70, 55))], [{ track: "b", shape: b, locked: true }]).fault,
    ).toContain("locked");
  });

  test("moves the object's own parts that lie along a cut", () => {
    const [first, second] = [
      ring([10, 10], [60, 10], [60, 50], [10, 50]),
      ring([10, 50], [60, 50], [60, 90], [10, 90]),
    ];

    const moved = sharedMoves([first, second], [movePoint(first, 2, videoPoint(65, 55)), second], []);

    expect(moved.shape[1]?.[1]).toEqual({ x: 65, y: 55 });
  });
});
