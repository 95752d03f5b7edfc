/** Drawing by verbs: what a hand does on the canvas, without a canvas. */
import { describe, expect, test } from "vitest";
import { screenPoint, videoPoint } from "../../geometry/point";
import type { Shape } from "../../geometry/ring";
import { type PolygonState, startPolygon, stepPolygon } from "./polygon";
import type { Input, Outcome, Scene } from "./tool";

const scene = (shape: Shape = []): Scene => ({
  frame: { width: 640, height: 360 },
  camera: { scale: 2, x: 10, y: 20 },
  shape,
  others: [],
});
const square: Shape = [[videoPoint(10, 10), videoPoint(200, 10), videoPoint(200, 200), videoPoint(10, 200)]];

type Verb = readonly [number, number] | "finish" | "cancel" | "take-back" | "double";

function draw(purpose: "part" | "hole", verbs: readonly Verb[], on: Scene = scene()): Outcome<PolygonState> {
  return verbs.reduce<Outcome<PolygonState>>(
    (sum, verb) => (sum.shape ? sum : stepPolygon(sum.state, inputOf(verb), on)),
    { state: startPolygon(purpose) },
  );
}

function inputOf(verb: Verb): Input {
  if (verb === "finish" || verb === "cancel" || verb === "take-back") return { type: verb };
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
