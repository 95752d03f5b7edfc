/** Why: what people drew and what was predicted over one picture: two colours, two outlines, on the frames that are scored. */
import type { PredictedMasks } from "../../api/types";
import type { Painted } from "../../player/layers";
import { decodeCounts, type Layer, rgb } from "../../player/rle";

/** Which masks are shown. */
export type Shown = "both" | "truth" | "predicted";

/** The objects' colours that stand for people and for the model; whole outline and fill against broken and hatched. */
export const TRUTH_COLOUR = 3;
export const PREDICTED_COLOUR = 1;

/** The masks of a prompt as layers; on frames that are not scored there are none. */
export function paintedOf(masks: PredictedMasks, shown: Shown): Painted {
  const [height = 0, width = 0] = masks.size;
  const frames = new Map(masks.frames.map((frame) => [frame.frame, frame]));
  const layersAt: Painted["layersAt"] = (frame, hex) => {
    const found = frames.get(frame);
    if (!found) return [];
    const truth = found.truth.map(({ rle }): Layer => {
      return { runs: decodeCounts(rle.counts), colour: rgb(hex(TRUTH_COLOUR)), fill: 0.3, hatched: false };
    });
    const predicted = found.predicted.flatMap((rle): readonly Layer[] => {
      if (rle === null) return [];
      const colour = rgb(hex(PREDICTED_COLOUR));
      return [{ runs: decodeCounts(rle.counts), colour, fill: 0.3, hatched: true, dashed: true }];
    });
    return [...(shown === "predicted" ? [] : truth), ...(shown === "truth" ? [] : predicted)];
  };
  return { width, height, layersAt };
}

/** The frames that are scored, ascending. */
export const scoredFrames = (masks: PredictedMasks): readonly number[] => masks.frames.map(({ frame }) => frame);

/** The frame to look at first: the first scored one with something on it, for an object may come late. */
export function firstToSee({ frames }: PredictedMasks): number {
  const seen = frames.find(({ truth, predicted }) =>
    [...truth.map(({ rle }) => rle), ...predicted].some((rle) => rle !== null && decodeCounts(rle.counts).length > 1),
  );
  return (seen ?? frames[0])?.frame ?? 0;
}

/** The scored frame before or after one. */
export function neighbour(frames: readonly number[], from: number, direction: -1 | 1): number | undefined {
  return direction > 0 ? frames.find((frame) => frame > from) : frames.findLast((frame) => frame < from);
}
