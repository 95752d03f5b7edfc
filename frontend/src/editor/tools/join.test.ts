/** Joining by verbs: two clicks, and what was two parts is one. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinParts, partsIn } from "../../geometry/join";
import { screenPoint, videoPoint } from "../../geometry/point";
import { area, rasterise } from "../../geometry/raster";
import { faultOf, type Ring, type Shape } from "../../geometry/ring";
import { type JoinState, startJoin, stepJoin } from "./join";
import type { Input, Outcome, Scene } from "./tool";

const frame = { width: 160, height: 120 };
const box = (x0: number, y0: number, x1: number, y1: number): Ring => [
  videoPoint(x0, y0),
  videoPoint(x1, y0),
  videoPoint(x1, y1),
  videoPoint(x0, y1),
];

const scene = (shape: Shape, other: Shape = []): Scene => ({
  frame,
  camera: { scale: 4, x: 0, y: 0 },
  shape,
  others: [{ track: "b", shape: other }],
});

const click = (x: number, y: number, type: "press" | "move" = "press"): Input => ({
  type,
  video: videoPoint(x, y),
  screen: screenPoint(x * 4, y * 4),
  alt: false,
  shift: false,
});

function join(inputs: readonly Input[], on: Scene): Outcome<JoinState> {
  return inputs.reduce<Outcome<JoinState>>((sum, input) => stepJoin(sum.state, input, on), { state: startJoin() });
}

const both = [click(20, 20), click(80, 20)];

describe("joining", () => {
  test("lays a bridge between parts that are apart and keeps their points", () => {
    const end = join(both, scene([box(10, 10, 40, 40), box(60, 10, 100, 40)]));
    const rings = end.shape?.rings ?? [];

    expect(rings).toHaveLength(1);
    expect(faultOf(rings[0] ?? [])).toBeNull();
    expect(rings[0]).toEqual(
      expect.arrayContaining([
        { x: 10, y: 10 },
        { x: 100, y: 40 },
      ]),
    );
    expect(end.shape?.label).toBe("join two parts");
    expect(end.leave).toBe(true);
  });

  test("takes the border out between parts that touch", () => {
    const end = join([click(20, 20), click(50, 20)], scene([box(10, 10, 40, 40), box(40, 10, 70, 40)]));

    expect(end.shape?.rings).toHaveLength(1);
    expect(area(rasterise(end.shape?.rings ?? [], frame))).toBe(60 * 30);
  });

  test("keeps holes, and parts that were not clicked", () => {
    const end = join(
      both,
      scene([box(10, 10, 40, 40), box(60, 10, 100, 40), box(25, 25, 35, 35), box(10, 60, 40, 90)]),
    );

    expect(end.shape?.rings).toHaveLength(3);
    expect(partsIn(end.shape?.rings ?? [])).toBe(2);
    expect(end.leave).toBe(false);
  });

  test("joins an island to what lies around it", () => {
    const island = [box(10, 10, 110, 110), box(30, 30, 90, 90), box(50, 50, 70, 70)];

    const end = join([click(20, 20), click(60, 60)], scene(island));

    expect(partsIn(end.shape?.rings ?? [])).toBe(1);
  });

  test("lets the first part go when it is clicked again or at Escape", () => {
    const on = scene([box(10, 10, 40, 40), box(60, 10, 100, 40)]);

    expect(join([click(20, 20), click(22, 20)], on).state.first).toBeNull();
    expect(join([click(20, 20), { type: "cancel" }], on).state.first).toBeNull();
    expect(join([{ type: "cancel" }], on).leave).toBe(true);
  });

  test("shows the part under the pointer", () => {
    expect(join([click(80, 20, "move")], scene([box(10, 10, 40, 40), box(60, 10, 100, 40)])).state.hover).toBe(1);
  });

  test("says why nothing happens", () => {
    const two = [box(10, 10, 40, 40), box(60, 10, 100, 40)];

    expect(join([click(20, 20)], scene([box(10, 10, 40, 40)])).notice).toContain("only one part");
    expect(join([click(50, 20)], scene(two)).notice).toContain("inside a part");
    expect(join([click(50, 100)], scene(two, [box(45, 90, 60, 110)])).notice).toContain("another object");
  });

  test("makes one sound part of any two", () => {
    const corner = fc.integer({ min: 0, max: 90 });
    const side = fc.integer({ min: 3, max: 30 });
    fc.assert(
      fc.property(corner, corner, side, side, corner, corner, side, side, (x0, y0, w0, h0, x1, y1, w1, h1) => {
        const two = [box(x0, y0, x0 + w0, y0 + h0), box(x1, y1, x1 + w1, y1 + h1)];
        fc.pre(x0 + w0 < x1 || x1 + w1 < x0 || y0 + h0 < y1 || y1 + h1 < y0);

        const rings = joinParts(two, 0, 1, frame) ?? [];

        expect(rings.map(faultOf)).toEqual(rings.map(() => null));
        expect(partsIn(rings)).toBe(1);
        expect(area(rasterise(rings, frame))).toBeGreaterThanOrEqual(w0 * h0 + w1 * h1);
      }),
      { numRuns: 150 },
    );
  });
});
