/**
 * What all tools share: the inputs that they understand, the scene that they look at and what a step may
 * answer. A tool is a pure `step(state, input, scene)`: a gesture can be replayed in a test without a browser.
 */

import type { Camera } from "../../geometry/camera";
import type { ScreenPoint, Size, VideoPoint } from "../../geometry/point";
import type { Box, Shape } from "../../geometry/ring";

/** A pointer event as a value: where on the canvas and where in the video. */
export interface Pointer {
  readonly screen: ScreenPoint;
  readonly video: VideoPoint;
  readonly alt: boolean;
  readonly shift: boolean;
}

/**
 * What a tool can be told. `take-back` is Backspace or a right click, and undo while something is being drawn;
 * `put-back` is redo then. `cancel` is Escape; `smaller` and `larger` size the brush; `follow` takes over the
 * neighbour's outline. `next` and `previous` walk from vertex to vertex, `insert` adds one, `all` takes them all;
 * `strength` (0…1) is the slider of simplifying and smoothing.
 */
export type Input =
  | ({ readonly type: "press" | "move" | "release" | "double" } & Pointer)
  | { readonly type: "finish" | "cancel" | "take-back" | "put-back" | "remove" | "smaller" | "larger" | "follow" }
  | { readonly type: "insert" | "all" }
  | { readonly type: "next" | "previous"; readonly extend: boolean }
  | { readonly type: "strength"; readonly value: number }
  | { readonly type: "nudge"; readonly dx: number; readonly dy: number };

/** A click of click-to-mask, in video pixels: on the object, or (not `positive`) on what is not of it. */
export interface Click {
  readonly x: number;
  readonly y: number;
  readonly positive: boolean;
}

/** What click-to-mask wants to know: the mask that these clicks and this box mean. */
export interface Question {
  readonly clicks: readonly Click[];
  readonly box: Box | null;
}

/** Another object's rings after a step. */
export interface Redrawn {
  readonly track: string;
  readonly rings: Shape;
}

/** Another object on this frame. */
export interface Other {
  readonly track: string;
  readonly shape: Shape;
  readonly locked?: boolean;
}

/** What a tool looks at: the chosen object's rings on this frame, the others', and how they are seen. */
export interface Scene {
  readonly frame: Size;
  readonly camera: Camera;
  readonly shape: Shape;
  /** Bottom to top; hidden objects are not in it, and locked ones may be looked at but not changed. */
  readonly others: readonly Other[];
  /** The others that are hidden: nobody can aim at them, but a border that they share moves. */
  readonly unseen?: readonly Other[];
}

/** What a step answers; everything but `state` only when it happened. */
export interface Outcome<State> {
  readonly state: State;
  /** The chosen object's rings become these: one change that can be undone. */
  readonly shape?: { readonly rings: Shape; readonly label: string };
  /** Other objects' rings that change in the same step, since they share a border with the chosen one. */
  readonly others?: readonly Redrawn[];
  /** Another object was clicked. */
  readonly choose?: string;
  /** A suggestion is wanted for this, or (null) what was asked for before is not wanted any more. */
  readonly ask?: Question | null;
  /** The suggestion that is shown becomes the object's rings. */
  readonly accept?: true;
  /** The whole frame is to be seen again. */
  readonly fit?: true;
  /** One sentence for the person: why nothing happened, and what to do. */
  readonly notice?: string;
  /** The gesture is over and the next one is selecting. */
  readonly leave?: boolean;
}

/** A press that moves less than this (CSS pixels) is a click. */
export const DRAG_FROM = 3;
