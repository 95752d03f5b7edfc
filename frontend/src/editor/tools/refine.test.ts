/** Simplifying and smoothing: the slider shows, Enter decides, Escape leaves no trace. */
import { describe, expect, test } from "vitest";
import { videoPoint } from "../../geometry/point";
import { faultOf, type Shape } from "../../geometry/ring";
import { pointsIn } from "../../geometry/simplify";
import { startRefine, stepRefine } from "./refine";
import type { Scene } from "./tool";

const round: Shape = [
  Array.from({ length: 200 }, (_, i) => {
    const angle = (i / 200) * 2 * Math.PI;
    const radius = 100 + (i % 2);
    return videoPoint(
      Math.round(16 * (200 + radius * Math.cos(angle))) / 16,
      Math.round(16 * (150 + radius * Math.sin(angle))) / 16,
    );
  }),
];
const scene: Scene = {
  frame: { width: 640, height: 360 },
  camera: { scale: 2, x: 10, y: 20 },
  shape: round,
  others: [],
};

describe("refining", () => {
  test("takes the fewer points the further the slider goes, and stays sound", () => {
    const start = startRefine("simplify", scene);
    const more = stepRefine(start, { type: "strength", value: 0.6 }, scene).state;

    expect(pointsIn(start.draft)).toBeLessThan(200);
    expect(pointsIn(more.draft)).toBeLessThan(pointsIn(start.draft));
    expect(faultOf(more.draft[0] ?? [])).toBeNull();
  });

  test("always begins from what is drawn, so that sliding back brings every point back", () => {
    const far = stepRefine(startRefine("simplify", scene), { type: "strength", value: 1 }, scene).state;
    const back = stepRefine(far, { type: "strength", value: 0 }, scene).state;

    expect(back.draft).toBe(round);
  });

  test("is one change by Enter, which names the count of points", () => {
    const state = startRefine("simplify", scene);
    const end = stepRefine(state, { type: "finish" }, scene);

    expect(end.shape?.rings).toBe(state.draft);
    expect(end.shape?.label).toBe(`simplify 200 points to ${pointsIn(state.draft)}`);
    expect(end.leave).toBe(true);
  });

  test("is no change when nothing would become of it, nor by Escape", () => {
    const none = stepRefine(startRefine("smooth", scene), { type: "strength", value: 0 }, scene).state;

    expect(stepRefine(none, { type: "finish" }, scene).shape).toBeUndefined();
    expect(stepRefine(startRefine("smooth", scene), { type: "cancel" }, scene).shape).toBeUndefined();
  });

  test("moves by keys as by the slider, and not beyond its ends", () => {
    const start = startRefine("smooth", scene);
    const larger = stepRefine(start, { type: "larger" }, scene).state;
    const least = Array.from({ length: 30 }).reduce<typeof start>(
      (now) => stepRefine(now, { type: "smaller" }, scene).state,
      start,
    );

    expect(larger.strength).toBeCloseTo(start.strength + 0.05);
    expect(least.strength).toBe(0);
  });

  test("leaves the points of a shared border where they are", () => {
    const beside = { ...scene, others: [{ track: "b", shape: [round[0]?.slice(0, 20) ?? []] }] };
    const draft = startRefine("simplify", beside).draft[0] ?? [];

    expect(draft.slice(0, 20)).toEqual(round[0]?.slice(0, 20));
  });
});
