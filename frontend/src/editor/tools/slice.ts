/**
 * Cutting: a line across a part makes two of it, a closed line cuts its inside out. The mask of two parts is the
 * mask of the one; only now each can be moved, deleted or given another outline.
 */

import type { VideoPoint } from "../../geometry/point";
import type { Ring } from "../../geometry/ring";
import type { Input, Outcome, Scene } from "./tool";

/** `points` is the line so far; `pointer` where its next point would come; `nearStart` whether a click closes it. */
export interface SliceState {
  readonly tool: "slice";
  readonly points: Ring;
  readonly undone: Ring;
  readonly pointer: VideoPoint | null;
  readonly nearStart: boolean;
  readonly sound: boolean;
}

/** The tool before its first point. */
export function startSlice(): SliceState {
  return { tool: "slice", points: [], undone: [], pointer: null, nearStart: false, sound: true };
}

/** One step of cutting. */
export function stepSlice(state: SliceState, input: Input, _scene: Scene): Outcome<SliceState> {
  return input.type === "cancel" ? { state, leave: true } : { state };
}
