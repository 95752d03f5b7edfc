/** Click to mask by verbs: marks in, questions out. What the answers do is the editor's affair. */
import { describe, expect, test } from "vitest";
import { screenPoint, videoPoint } from "../../geometry/point";
import { boxInHand, type MagicState, startMagic, stepMagic } from "./magic";
import type { Input, Outcome, Scene } from "./tool";

const scene: Scene = { frame: { width: 640, height: 360 }, camera: { scale: 2, x: 10, y: 20 }, shape: [], others: [] };

const pointer = (type: "press" | "move" | "release", x: number, y: number, alt = false): Input => ({
  type,
  video: videoPoint(x, y),
  screen: screenPoint(x * 2 + 10, y * 2 + 20),
  alt,
  shift: false,
});
const click = (x: number, y: number, alt = false) => [pointer("press", x, y, alt), pointer("release", x, y, alt)];
const box = (x0: number, y0: number, x1: number, y1: number) => [
  pointer("press", x0, y0),
  pointer("move", x1, y1),
  pointer("release", x1, y1),
];
const hand = (...inputs: readonly Input[]): Outcome<MagicState> =>
  inputs.reduce<Outcome<MagicState>>((sum, input) => stepMagic(sum.state, input, scene), { state: startMagic() });

describe("pointing", () => {
  test("asks with clicks and box together, in whatever order they came", () => {
    expect(hand(...click(50, 50), ...box(20, 20, 90, 90), ...click(80, 80, true)).ask).toEqual({
      clicks: [
        { x: 50, y: 50, positive: true },
        { x: 80, y: 80, positive: false },
      ],
      box: { x0: 20, y0: 20, x1: 90, y1: 90 },
    });
  });

  test("counts the last box only, and takes the one before when that is taken back", () => {
    const two = [...box(10, 10, 60, 60), ...box(20, 20, 90, 90)];

    expect(hand(...two).ask?.box).toMatchObject({ x0: 20 });
    expect(hand(...two, { type: "take-back" }).ask?.box).toMatchObject({ x0: 10 });
  });

  test("takes a press that hardly moved as a click where it began", () => {
    const end = hand(pointer("press", 50, 50), pointer("move", 51, 50), pointer("release", 51, 50));

    expect(end.ask).toMatchObject({ clicks: [{ x: 50, y: 50 }], box: null });
  });

  test("shows the box while it is drawn, and keeps it inside the frame", () => {
    const drawing = hand(pointer("press", 600, 300), pointer("move", 700, 400));

    expect(boxInHand(drawing.state)).toEqual({ x0: 600, y0: 300, x1: 640, y1: 360 });
  });

  test("asks nothing while it only knows what the object is not", () => {
    const end = hand(...click(50, 50, true));

    expect(end.ask).toBeUndefined();
    expect(end.notice).toContain("click on the object");
    expect(hand(...click(50, 50, true), ...click(80, 80)).ask?.clicks).toHaveLength(2);
  });

  test("lets a box of no size be", () => {
    expect(hand(...box(50, 50, 90, 50)).ask).toBeUndefined();
    expect(hand(...box(50, 50, 90, 50)).state.marks).toHaveLength(0);
  });
});

describe("Escape", () => {
  test("lets go of the drag, then of the marks, then of the tool", () => {
    const held = hand(...click(50, 50), pointer("press", 60, 60), { type: "cancel" });
    const marked = stepMagic(held.state, { type: "cancel" }, scene);
    const bare = stepMagic(marked.state, { type: "cancel" }, scene);

    expect(held.state.marks).toHaveLength(1);
    expect(marked).toMatchObject({ state: { marks: [] }, ask: null });
    expect(bare.leave).toBe(true);
  });
});
