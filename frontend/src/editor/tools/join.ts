/** Joining: click one part, then another, and they are one: united where they meet, bridged where they do not. */

import type { Input, Outcome, Scene } from "./tool";

/** Rings of the chosen object: `first` is clicked already, `hover` is under the pointer. */
export interface JoinState {
  readonly tool: "join";
  readonly first: number | null;
  readonly hover: number | null;
}

/** The tool before the first click. */
export function startJoin(first: number | null = null): JoinState {
  return { tool: "join", first, hover: null };
}

/** One step of joining. */
export function stepJoin(state: JoinState, input: Input, _scene: Scene): Outcome<JoinState> {
  return input.type === "cancel" ? { state, leave: true } : { state };
}
