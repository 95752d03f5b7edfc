/**
 * Painting with a round tip: the brush adds to the chosen object's mask, the eraser takes from it. While the button
 * is down only the tip's way is remembered; letting go makes rings of it, so that the result stays editable.
 */

import { quantise, type VideoPoint } from "../../geometry/point";
import type { Input, Outcome, Scene } from "./tool";

/** `stroke` is the way of the tip's middle while the button is down, to be shown as a line 2 · `radius` wide. */
export interface BrushState {
  readonly tool: "brush";
  readonly kind: "brush" | "eraser";
  /** In video pixels, so that the tip paints what it covers at any zoom. */
  readonly radius: number;
  readonly pointer: VideoPoint | null;
  readonly stroke: { readonly points: readonly VideoPoint[]; readonly erases: boolean } | null;
}

/** The smallest and the largest tip, and the one to begin with: radius in video pixels. */
export const RADIUS = { least: 0.5, most: 200, first: 12 } as const;

/** The tool before its first stroke. */
export function startBrush(kind: "brush" | "eraser", radius: number = RADIUS.first): BrushState {
  return { tool: "brush", kind, radius, pointer: null, stroke: null };
}

/** One step of painting. */
export function stepBrush(state: BrushState, input: Input, scene: Scene): Outcome<BrushState> {
  if (input.type === "move") return { state: { ...state, pointer: quantise(input.video, scene.frame) } };
  if (input.type === "cancel") return state.stroke ? { state: { ...state, stroke: null } } : { state, leave: true };
  return { state };
}
