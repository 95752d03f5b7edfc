/** Editing by verbs: press, move, release. One gesture is one step of the history, or none. */
import { describe, expect, test } from "vitest";
import { screenPoint, videoPoint } from "../../geometry/point";
import type { Shape } from "../../geometry/ring";
import { type SelectState, startSelect, stepSelect } from "./select";
import type { Input, Outcome, Scene } from "./tool";

const square: Shape = [[videoPoint(10, 10), videoPoint(200, 10), videoPoint(200, 200), videoPoint(10, 200)]];
const hole = [videoPoint(50, 50), videoPoint(90, 50), videoPoint(90, 90), videoPoint(50, 90)];
const other: Shape = [[videoPoint(300, 10), videoPoint(400, 10), videoPoint(350, 80)]];

const scene = (shape: Shape = square): Scene => ({
  frame: { width: 640, height: 360 },
  camera: { scale: 2, x: 10, y: 20 },
  shape,
  others: [{ track: "b", shape: other }],
});

const pointer = (type: "press" | "move" | "release", x: number, y: number, alt = false): Input => ({
  type,
  video: videoPoint(x, y),
  screen: screenPoint(x * 2 + 10, y * 2 + 20),
  alt,
  shift: false,
});

function edit(inputs: readonly Input[], on: Scene = scene()): Outcome<SelectState> {
  return inputs.reduce<Outcome<SelectState>>((sum, input) => stepSelect(sum.state, input, on), {
    state: startSelect(),
  });
}

const drag = (from: readonly [number, number], to: readonly [number, number], alt = false) => [
  pointer("press", ...from, alt),
  pointer("move", ...to, alt),
  pointer("release", ...to, alt),
];

describe("editing", () => {
  test("drags a vertex and shows it under the hand meanwhile", () => {
    const held = edit(drag([200, 200], [220, 210.03]).slice(0, 2));
    const end = edit(drag([200, 200], [220, 210.03]));

    expect(held.state.grip?.draft[0]?.[2]).toEqual({ x: 220, y: 210 });
    expect(end.shape?.rings[0]?.[2]).toEqual({ x: 220, y: 210 });
    expect(end.shape?.label).toBe("move a point");
  });

  test("takes a click on a vertex as choosing it, not as a change", () => {
    const end = edit([pointer("press", 200, 200), pointer("move", 200.5, 200), pointer("release", 200.5, 200)]);

    expect(end.shape).toBeUndefined();
    expect(end.state.chosen).toEqual({ ring: 0, vertex: 2 });
  });

  test("inserts a point by dragging a midpoint", () => {
    const end = edit(drag([105, 10], [105, 2]));

    expect(end.shape?.rings[0]?.map(({ x, y }) => [x, y])).toEqual([
      [10, 10],
      [105, 2],
      [200, 10],
      [200, 200],
      [10, 200],
    ]);
  });

  test("chooses the outline by a click on an edge without leaving a point there", () => {
    const end = edit([pointer("press", 40, 10), pointer("release", 40, 10)]);

    expect(end.shape).toBeUndefined();
    expect(end.state.chosen).toEqual({ ring: 0, vertex: null });
  });

  test.each([
    ["Alt and a click", [pointer("press", 200, 200, true)]],
    ["Delete on the point under the pointer", [pointer("move", 200, 200), { type: "remove" }]],
    ["Delete on the chosen point", [pointer("press", 200, 200), pointer("release", 200, 200), { type: "remove" }]],
  ] as const)("deletes a vertex by %s", (_, inputs) => {
    expect(edit(inputs).shape?.rings[0]).toHaveLength(3);
  });

  test("deletes a triangle whole when it loses a point", () => {
    expect(edit([pointer("press", 400, 10, true)], scene(other)).shape?.rings).toEqual([]);
  });

  test("deletes the chosen outline and keeps the others", () => {
    const end = edit(
      [
        pointer("press", 70, 50),
        pointer("release", 70, 50),
        pointer("press", 60, 50),
        pointer("release", 60, 50),
        pointer("move", 500, 300),
        { type: "remove" },
      ],
      scene([...square, hole]),
    );

    expect(end.shape?.rings).toEqual(square);
  });

  test("carries the holes along when an outline is dragged", () => {
    const end = edit(drag([150, 150], [160, 155]), scene([...square, hole]));

    expect(end.shape?.rings[0]?.[0]).toEqual({ x: 20, y: 15 });
    expect(end.shape?.rings[1]?.[0]).toEqual({ x: 60, y: 55 });
  });

  test("puts a point back that would make the outline cross itself", () => {
    const end = edit(drag([200, 200], [100, 2]));

    expect(end.shape).toBeUndefined();
    expect(end.notice).toContain("cross");
  });

  test("chooses another object that is clicked", () => {
    expect(edit([pointer("press", 350, 30)]).choose).toBe("b");
  });

  test("nudges the chosen point and stops at the frame's border", () => {
    const end = edit([pointer("press", 10, 10), pointer("release", 10, 10), { type: "nudge", dx: -10.5, dy: -1 }]);

    expect(end.shape?.rings[0]?.[0]).toEqual({ x: 0, y: 9 });
  });

  test("lets go without a change on Escape in the middle of a drag", () => {
    const end = edit([...drag([200, 200], [220, 210]).slice(0, 2), { type: "cancel" }, pointer("release", 220, 210)]);

    expect(end.shape).toBeUndefined();
    expect(end.state.grip).toBeNull();
  });
});
