/** Joining: click one part, then another, and they are one: united where they meet, bridged where they do not. */

import { t } from "@lingui/core/macro";
import { joinParts, partAt, partsIn } from "../../geometry/join";
import { covers } from "../../geometry/ring";
import type { Input, Outcome, Pointer, Scene } from "./tool";

/** Rings of the chosen object: `first` is clicked already, `hover` is under the pointer. */
export interface JoinState {
  readonly tool: "join";
  readonly first: number | null;
  readonly hover: number | null;
}

/** The tool before the first click, or with a part that is chosen already. */
export function startJoin(first: number | null = null): JoinState {
  return { tool: "join", first, hover: null };
}

/** One step of joining. */
export function stepJoin(state: JoinState, input: Input, scene: Scene): Outcome<JoinState> {
  switch (input.type) {
    case "move": {
      const hover = partAt(scene.shape, input.video);
      return { state: hover === state.hover ? state : { ...state, hover } };
    }
    case "press":
      return click(state, input, scene);
    case "take-back":
      return { state: startJoin() };
    case "cancel":
      return state.first === null ? { state, leave: true } : { state: startJoin() };
    default:
      return { state };
  }
}

function click(state: JoinState, pointer: Pointer, scene: Scene): Outcome<JoinState> {
  if (partsIn(scene.shape) < 2) return { state: startJoin(), notice: t`This object has only one part here.` };
  const part = partAt(scene.shape, pointer.video);
  if (part === null) return { state, notice: missed(pointer, scene) };
  if (state.first === null || !scene.shape[state.first]) return { state: { ...state, first: part } };
  if (part === state.first) return { state: startJoin() };
  const rings = joinParts(scene.shape, state.first, part, scene.frame);
  if (!rings) return { state, notice: t`No bridge leads from one part to the other. Paint one with the brush (B).` };
  return { state: startJoin(), shape: { rings, label: t`join two parts` }, leave: partsIn(rings) < 2 };
}

function missed(pointer: Pointer, scene: Scene): string {
  return scene.others.some(({ shape }) => covers(shape, pointer.video))
    ? t`That is another object. Only parts of one object can be joined.`
    : t`Click inside a part of this object.`;
}
