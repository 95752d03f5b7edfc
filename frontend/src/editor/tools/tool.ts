/**
 * What all tools share: the inputs that they understand, the scene that they look at and what a step may
 * answer. A tool is a pure `step(state, input, scene)`: a gesture can be replayed in a test without a browser.
 */

import type { Camera } from "../../geometry/camera";
import type { ScreenPoint, Size, VideoPoint } from "../../geometry/point";
import type { Shape } from "../../geometry/ring";

/** A pointer event as a value: where on the canvas and where in the video. */
export interface Pointer {
  readonly screen: ScreenPoint;
  readonly video: VideoPoint;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** What a tool can be told. `take-back` is Backspace or a right click; `cancel` is Escape. */
export type Input =
  | ({ readonly type: "press" | "move" | "release" | "double" } & Pointer)
  | { readonly type: "finish" | "cancel" | "take-back" | "remove" }
  | { readonly type: "nudge"; readonly dx: number; readonly dy: number };

/** What a tool looks at: the chosen object's rings on this frame, the others', and how they are seen. */
export interface Scene {
  readonly frame: Size;
  readonly camera: Camera;
  readonly shape: Shape;
  readonly others: readonly { readonly track: string; readonly shape: Shape }[];
}

/** What a step answers; everything but `state` only when it happened. */
export interface Outcome<State> {
  readonly state: State;
  /** The chosen object's rings become these: one change that can be undone. */
  readonly shape?: { readonly rings: Shape; readonly label: string };
  /** Another object was clicked. */
  readonly choose?: string;
  /** One sentence for the person: why nothing happened, and what to do. */
  readonly notice?: string;
  /** The gesture is over and the next one is selecting. */
  readonly leave?: boolean;
}
