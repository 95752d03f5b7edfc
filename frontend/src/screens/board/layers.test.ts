/** Why: a mask of the model painted as a person's would make a bad model look right. */
import { describe, expect, it } from "vitest";
import type { PredictedMasks } from "../../api/types";
import { firstToSee, neighbour, paintedOf, scoredFrames } from "./layers";

const EMPTY = { size: [2, 3], counts: "6" };
const FULL = { size: [2, 3], counts: "06" };
const masks = {
  ...{ number: 1, video: 1, prompt: "Where?", size: [2, 3], ap: 0, scores: null },
  frames: [
    { frame: 0, truth: [{ track: 1, rle: FULL }], predicted: [EMPTY, null] },
    { frame: 30, truth: [], predicted: [FULL] },
  ],
} as unknown as PredictedMasks; // an absent object may come as null

const hex = () => "#102030";

describe("layers", () => {
  it("show people's masks whole and the model's broken", () => {
    const both = paintedOf(masks, "both");

    expect([both.width, both.height]).toEqual([3, 2]);
    expect(both.layersAt(0, hex).map(({ runs, dashed = false }) => [runs, dashed])).toEqual([
      [[0, 6], false],
      [[6], true],
    ]);
  });

  it("can be shown one at a time", () => {
    expect(paintedOf(masks, "truth").layersAt(30, hex)).toEqual([]);
    expect(paintedOf(masks, "predicted").layersAt(30, hex)).toHaveLength(1);
    expect(paintedOf(masks, "truth").layersAt(0, hex)).toHaveLength(1);
  });

  it("are looked at first where there is one to see", () => {
    const [first, second] = masks.frames as [PredictedMasks["frames"][number], PredictedMasks["frames"][number]];
    const empty = { ...first, truth: [{ track: 1, rle: EMPTY }] };

    expect(firstToSee(masks)).toBe(0);
    expect(firstToSee({ ...masks, frames: [empty, second] })).toBe(30);
    expect(firstToSee({ ...masks, frames: [empty] })).toBe(0);
  });

  it("are on scored frames only", () => {
    expect(paintedOf(masks, "both").layersAt(1, hex)).toEqual([]);
    expect(scoredFrames(masks)).toEqual([0, 30]);
    expect([neighbour([0, 30], 10, 1), neighbour([0, 30], 10, -1), neighbour([0, 30], 30, 1)]).toEqual([
      30,
      0,
      undefined,
    ]);
  });
});
