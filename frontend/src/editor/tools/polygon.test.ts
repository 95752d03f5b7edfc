/** Drawing by verbs: what a hand does on the canvas, without a canvas. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { screenPoint, videoPoint } from "../../geometry/point";
import { iou, rasterise } from "../../geometry/raster";
import { faultOf, type Shape, segmentsMeet } from "../../geometry/ring";
import { type PolygonState, startPolygon, stepPolygon } from "./polygon";
import type { Input, Outcome, Scene } from "./tool";

const scene = (shape: Shape = []): Scene => ({
  frame: { width: 640, height: 360 },
  camera: { scale: 2, x: 10, y: 20 },
  shape,
  others: [],
});
const square: Shape = [[videoPoint(10, 10), videoPoint(200, 10), videoPoint(200, 200), videoPoint(10, 200)]];

type Verb = readonly [number, number] | "finish" | "cancel" | "take-back" | "put-back" | "follow" | "double";

function draw(purpose: "part" | "hole", verbs: readonly Verb[], on: Scene = scene()): Outcome<PolygonState> {
  return verbs.reduce<Outcome<PolygonState>>(
    (sum, verb) => (sum.shape ? sum : stepPolygon(sum.state, inputOf(verb), on)),
    { state: startPolygon(purpose) },
  );
}

function inputOf(verb: Verb): Input {
  if (typeof verb === "string" && verb !== "double") return { type: verb };
  const [x, y] = verb === "double" ? [0, 0] : verb;
  const type = verb === "double" ? "double" : "press";
  return { type, video: videoPoint(x, y), screen: screenPoint(x * 2 + 10, y * 2 + 20), alt: false, shift: false };
}

const triangle = [
  [10, 10],
  [100, 10],
  [50, 80],
] as const;

describe("drawing", () => {
  test.each([
    ["Enter", "finish"],
    ["a double click", "double"],
    ["a click on the first point", [12, 11]],
  ] as const)("is closed by %s", (_, last) => {
    const end = draw("part", [...triangle, last]);

    expect(end.shape?.rings).toEqual([triangle.map(([x, y]) => ({ x, y }))]);
    expect(end.leave).toBe(true);
  });

  test("puts points on the 1/16 px grid", () => {
    const end = draw("part", [[10.01, 10.04], [100, 10], [50, 80], "finish"]);

    expect(end.shape?.rings[0]?.[0]).toEqual({ x: 10, y: 10.0625 });
  });

  test("takes back the last point only", () => {
    expect(draw("part", [...triangle, "take-back"]).state.points).toHaveLength(2);
  });

  test("ignores the second click of a double click", () => {
    expect(draw("part", [...triangle, [50, 80]]).state.points).toHaveLength(3);
  });

  test("refuses the click that would cross the outline, and says so", () => {
    const end = draw("part", [
      [10, 10],
      [100, 10],
      [100, 100],
      [50, 0],
    ]);

    expect(end.state.points).toHaveLength(3);
    expect(end.notice).toContain("cross");
  });

  test("refuses to close across the outline and keeps every point", () => {
    const end = draw("part", [[50, 50], [100, 0], [100, 100], [200, 50], "finish"]);

    expect(end.shape).toBeUndefined();
    expect(end.notice).toContain("cross");
    expect(end.state.points).toHaveLength(4);
  });

  test("needs three points", () => {
    const end = draw("part", [[10, 10], [100, 10], "finish"]);

    expect(end.shape).toBeUndefined();
    expect(end.notice).toContain("three points");
  });

  test("is given up by Escape, which leaves the tool only when nothing is begun", () => {
    const once = draw("part", [...triangle, "cancel"]);
    expect(once.state.points).toEqual([]);
    expect(once.leave).toBeUndefined();
    expect(draw("part", ["cancel"]).leave).toBe(true);
  });

  test("adds a part beside what is there", () => {
    const end = draw("part", [[300, 10], [400, 10], [350, 80], "finish"], scene(square));

    expect(end.shape?.rings).toHaveLength(2);
    expect(end.shape?.label).toBe("add a part");
  });

  test("cuts a hole that starts inside, and refuses one that starts outside", () => {
    const inside = draw("hole", [[50, 50], [100, 50], [70, 90], "finish"], scene(square));
    const outside = draw("hole", [[300, 50]], scene(square));

    expect(inside.shape?.label).toBe("cut a hole");
    expect(outside.state.points).toEqual([]);
    expect(outside.notice).toContain("inside");
  });
});

describe("drawing freehand", () => {
  const wave = Array.from({ length: 61 }, (_, i): readonly [number, number] => {
    const angle = (i / 60) * 2 * Math.PI;
    return [150 + 60 * Math.cos(angle), 120 + 60 * Math.sin(angle)];
  });

  test("follows the hand with few points and closes where it began", () => {
    const end = hold(wave);
    const rings = end.shape?.rings ?? [];

    expect(rings[0]?.length).toBeLessThan(40);
    expect(rings[0] && faultOf(rings[0])).toBeNull();
    expect(
      iou(rasterise(rings, scene().frame), rasterise([wave.map(([x, y]) => videoPoint(x, y))], scene().frame)),
    ).toBeGreaterThan(0.98);
  });

  test("leaves one point where the hand only trembles", () => {
    expect(
      hold([
        [50, 50],
        [51, 50],
        [50.5, 51],
      ]).state.points,
    ).toHaveLength(1);
  });

  test("is clipped at the frame's border", () => {
    const end = hold([
      [600, 100],
      [660, 100],
      [660, 200],
      [600, 200],
    ]);

    expect(end.state.points.every(({ x }) => x <= 640)).toBe(true);
    expect(end.state.points.some(({ x }) => x === 640)).toBe(true);
  });

  test("goes on from clicks, and clicks go on from it", () => {
    const clicked = draw("part", [
      [10, 10],
      [100, 10],
    ]);
    const drawn = hold(
      [
        [100, 10],
        [110, 40],
        [100, 60],
      ],
      clicked.state,
    );
    const end = stepPolygon(drawn.state, inputOf([10, 60]), scene());

    expect(end.state.points.length).toBeGreaterThanOrEqual(5);
    expect(end.state.points.at(-1)).toEqual({ x: 10, y: 60 });
  });

  test("waits where it would cross itself and never becomes a crossing line", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -10, max: 650 }), fc.integer({ min: -10, max: 370 })), {
          minLength: 2,
          maxLength: 30,
        }),
        (way) => {
          const line = hold(way);
          const closed = stepPolygon(line.state, { type: "finish" }, scene());

          for (const ring of [...(line.shape?.rings ?? []), ...(closed.shape?.rings ?? [])])
            expect(faultOf(ring)).toBeNull();
          const { points } = line.state;
          points.forEach((from, i) => {
            points.slice(0, Math.max(i - 1, 0)).forEach((other, k) => {
              const [to, end] = [points[i + 1], points[k + 1]];
              if (to && end) expect(segmentsMeet(from, to, other, end)).toBe(false);
            });
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("undo within a drawing", () => {
  test("puts back what was taken back, point by point", () => {
    const end = draw("part", [...triangle, "take-back", "take-back", "put-back", "put-back", "put-back", "finish"]);

    expect(end.shape?.rings).toEqual([triangle.map(([x, y]) => ({ x, y }))]);
  });

  test("takes a freehand run back as one and puts it back as one", () => {
    const drawn = hold(
      [
        [50, 50],
        [80, 60],
        [60, 90],
        [40, 100],
      ],
      draw("part", [[10, 10]]).state,
    ).state;
    const back = stepPolygon(drawn, { type: "take-back" }, scene()).state;

    expect(drawn.points.length).toBeGreaterThan(3);
    expect(back.points).toEqual([{ x: 10, y: 10 }]);
    expect(stepPolygon(back, { type: "put-back" }, scene()).state.points).toEqual(drawn.points);
  });

  test("puts back what Escape gave up", () => {
    expect(draw("part", [...triangle, "cancel", "put-back"]).state.points).toHaveLength(3);
  });

  test("forgets what was taken back once another point is set", () => {
    expect(draw("part", [...triangle, "take-back", [300, 300], "put-back"]).state.points.at(-1)).toEqual({
      x: 300,
      y: 300,
    });
  });
});

describe("following a neighbour", () => {
  const beside: Scene = { ...scene(), others: [{ track: "b", shape: square }] };

  test("takes the points of its outline between the last two", () => {
    const end = draw("part", [[300, 50], [202, 40], [120, 203], "follow"], beside);

    expect(end.state.points).toEqual([
      { x: 300, y: 50 },
      { x: 200, y: 40 },
      { x: 200, y: 200 },
      { x: 120, y: 200 },
    ]);
    expect(stepPolygon(end.state, { type: "take-back" }, beside).state.points).toHaveLength(1);
  });

  test("says what to do where no outline is near", () => {
    const end = draw("part", [[300, 50], [400, 40], "follow"], beside);

    expect(end.notice).toContain("another object's outline");
    expect(end.state.points).toHaveLength(2);
  });
});

/** Press, draw along a way and let go. */
function hold(way: readonly (readonly [number, number])[], from = startPolygon("part")): Outcome<PolygonState> {
  const inputs = way.flatMap((at, i) =>
    i === 0 ? [inputOf(at)] : between(way[i - 1] ?? at, at).map((p) => asType("move", p)),
  );
  const steps = [...inputs, asType("release", way.at(-1) ?? [0, 0])];
  return steps.reduce<Outcome<PolygonState>>((sum, input) => stepPolygon(sum.state, input, scene()), { state: from });
}

function between(a: readonly [number, number], b: readonly [number, number]): readonly (readonly [number, number])[] {
  return [0.25, 0.5, 0.75, 1].map((share) => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share] as const);
}

function asType(type: "move" | "release", at: readonly [number, number]): Input {
  return { ...inputOf(at), type } as Input;
}
