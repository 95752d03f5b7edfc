/** Painting by verbs: what the tip covers becomes the mask, and what it does not reach stays as it was drawn. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combinedPixels } from "../../geometry/boolean";
import { paint } from "../../geometry/paint";
import { screenPoint, videoPoint } from "../../geometry/point";
import { area, iou, rasterise } from "../../geometry/raster";
import { placed } from "../../geometry/region";
import { faultOf, type Shape } from "../../geometry/ring";
import { pointsIn } from "../../geometry/simplify";
import { trace } from "../../geometry/trace";
import { type BrushState, RADIUS, startBrush, stepBrush } from "./brush";
import type { Input, Outcome, Scene } from "./tool";

type Place = readonly [number, number];

const square: Shape = [[videoPoint(10, 10), videoPoint(200, 10), videoPoint(200, 200), videoPoint(10, 200)]];

const scene = (shape: Shape = [], frame = { width: 640, height: 360 }): Scene => ({
  frame,
  camera: { scale: 2, x: 10, y: 20 },
  shape,
  others: [],
});

const pointer = (type: "press" | "move" | "release", [x, y]: Place, alt = false): Input => ({
  type,
  video: videoPoint(x, y),
  screen: screenPoint(x * 2 + 10, y * 2 + 20),
  alt,
  shift: false,
});

const stroke = (places: readonly Place[], alt = false): readonly Input[] => {
  const [first = [0, 0], last = first] = [places[0], places.at(-1)];
  return [pointer("press", first, alt), ...places.map((at) => pointer("move", at)), pointer("release", last)];
};

function use(state: BrushState, inputs: readonly Input[], on: Scene = scene()): Outcome<BrushState> {
  return inputs.reduce<Outcome<BrushState>>((sum, input) => stepBrush(sum.state, input, on), { state });
}

describe("the brush", () => {
  test("makes a round part of one press", () => {
    const end = use(startBrush("brush", 12), stroke([[100, 100]]));

    expect(end.shape?.label).toBe("paint");
    expect(end.shape?.rings).toHaveLength(1);
    expect(area(rasterise(end.shape?.rings ?? [], scene().frame))).toBeCloseTo(Math.PI * 144, -1);
  });

  test("widens the outline and leaves the points alone that it does not reach", () => {
    const end = use(
      startBrush("brush", 12),
      stroke([
        [195, 60],
        [205, 80],
        [195, 100],
      ]),
      scene(square),
    );

    expect(end.shape?.rings).toHaveLength(1);
    expect(end.shape?.rings[0]).toEqual(expect.arrayContaining([...(square[0] ?? [])]));
  });

  test("makes a second part beside the first", () => {
    expect(
      use(
        startBrush("brush", 8),
        stroke([
          [300, 60],
          [320, 60],
        ]),
        scene(square),
      ).shape?.rings,
    ).toHaveLength(2);
  });

  test("makes a hole when it goes around", () => {
    const around = Array.from({ length: 41 }, (_, i): Place => {
      const angle = (i / 40) * 2 * Math.PI;
      return [300 + 40 * Math.cos(angle), 150 + 40 * Math.sin(angle)];
    });

    expect(use(startBrush("brush", 8), stroke(around)).shape?.rings).toHaveLength(2);
  });

  test("changes nothing where everything is painted already", () => {
    expect(use(startBrush("brush", 8), stroke([[100, 100]]), scene(square)).shape).toBeUndefined();
  });

  test("covers the pixels at the frame's border when its middle goes beyond", () => {
    const end = use(
      startBrush("brush", 10),
      stroke([
        [-4, 100],
        [-4, 200],
      ]),
    );

    expect(rasterise(end.shape?.rings ?? [], scene().frame).pixels[150 * 640]).toBe(1);
    expect(Math.min(...(end.shape?.rings[0] ?? []).map(({ x }) => x))).toBe(0);
  });

  test("grows and shrinks between its bounds", () => {
    const more = Array.from({ length: 40 }, (): Input => ({ type: "larger" }));
    const less = Array.from({ length: 60 }, (): Input => ({ type: "smaller" }));

    expect(use(startBrush("brush"), [{ type: "larger" }]).state.radius).toBe(15);
    expect(use(startBrush("brush"), more).state.radius).toBe(RADIUS.most);
    expect(use(startBrush("brush"), less).state.radius).toBe(RADIUS.least);
  });

  test("lets a stroke go on Escape, and then the tool", () => {
    const once = use(startBrush("brush"), [pointer("press", [50, 50]), { type: "cancel" }]);

    expect(once.state.stroke).toBeNull();
    expect(once.leave).toBeFalsy();
    expect(use(startBrush("brush"), [{ type: "cancel" }]).leave).toBe(true);
  });

  test("holds its way while it paints", () => {
    const held = use(
      startBrush("brush"),
      stroke([
        [50, 50],
        [80, 50],
      ]).slice(0, 3),
    ).state;

    expect(held.stroke?.points).toEqual([
      { x: 50, y: 50 },
      { x: 80, y: 50 },
    ]);
  });
});

describe("the eraser", () => {
  test("cuts through an outline and makes two parts", () => {
    const end = use(
      startBrush("eraser", 5),
      stroke([
        [100, 0],
        [100, 210],
      ]),
      scene(square),
    );

    expect(end.shape?.label).toBe("erase");
    expect(end.shape?.rings).toHaveLength(2);
  });

  test("leaves nothing when everything is rubbed out", () => {
    expect(use(startBrush("eraser", 200), stroke([[105, 105]]), scene(square)).shape?.rings).toEqual([]);
  });

  test("is the brush with Alt, and the other way around", () => {
    expect(use(startBrush("brush", 5), stroke([[100, 100]], true), scene(square)).shape?.label).toBe("erase");
    expect(use(startBrush("eraser", 5), stroke([[300, 100]], true), scene(square)).shape?.label).toBe("paint");
  });

  test("says so when there is nothing to erase", () => {
    expect(use(startBrush("eraser"), [pointer("press", [100, 100])]).notice).toContain("nothing to erase");
  });
});

describe("what is painted", () => {
  const frame = { width: 160, height: 120 };
  const place = fc.tuple(fc.integer({ min: -5, max: 165 }), fc.integer({ min: -5, max: 125 }));
  const strokes = fc.array(
    fc.record({
      erases: fc.boolean(),
      radius: fc.integer({ min: 1, max: 60 }).map((half) => half / 2),
      places: fc.array(place, { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 5 },
  );

  test("is sound after every stroke and overlaps by 0.99 with the pixels that the tip covered", () => {
    fc.assert(
      fc.property(strokes, (given) => {
        let shape: Shape = [];
        for (const { erases, radius, places } of given) {
          const tip = paint(
            places.map(([x, y]) => videoPoint(x, y)),
            radius,
            frame,
          );
          const covered = placed(tip.mask, tip.region, { x: 0, y: 0, ...frame });
          const wanted = combinedPixels(rasterise(shape, frame), covered, erases ? "subtract" : "union");

          const end = use(startBrush(erases ? "eraser" : "brush", radius), stroke(places), scene(shape, frame));

          shape = end.shape?.rings ?? shape;
          expect(shape.map(faultOf)).toEqual(shape.map(() => null));
          expect(iou(rasterise(shape, frame), wanted)).toBeGreaterThanOrEqual(0.99);
          expect(shape.flat().every(({ x, y }) => x >= 0 && y >= 0 && x <= 160 && y <= 120)).toBe(true);
        }
        expect(pointsIn(shape)).toBeLessThanOrEqual(Math.max(200, pointsIn(trace(rasterise(shape, frame)))));
      }),
      { numRuns: 60 },
    );
  });
});

test("a move of a long stroke on a full frame takes no more than 4 ms at the 95th percentile", () => {
  const on = scene([circle(640, 360, 300, 200)], { width: 1280, height: 720 });
  let { state } = use(startBrush("brush", 40), [pointer("press", [100, 100])], on);
  const took = Array.from({ length: 600 }, (_, i) => {
    const move = pointer("move", [100 + i * 1.8, 360 + 250 * Math.sin(i / 25)]);
    const before = performance.now();
    state = stepBrush(state, move, on).state;
    return performance.now() - before;
  });

  expect(took.sort((a, b) => a - b)[570]).toBeLessThanOrEqual(4);
});

function circle(x: number, y: number, radius: number, points: number): Shape[number] {
  return Array.from({ length: points }, (_, i) => {
    const angle = (i / points) * 2 * Math.PI;
    return videoPoint(Math.round(x + radius * Math.cos(angle)), Math.round(y + radius * Math.sin(angle)));
  });
}
