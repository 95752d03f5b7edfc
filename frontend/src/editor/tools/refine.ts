/**
 * Fewer points, or a smoother line: the slider is moved and the outline follows at once, with its count of points;
 * Enter makes it one change, Escape leaves everything as it was. Points of a shared border stay where they are.
 */

import { t } from "@lingui/core/macro";
import type { VideoPoint } from "../../geometry/point";
import type { Shape } from "../../geometry/ring";
import { pointsIn, simplify, smooth } from "../../geometry/simplify";
import type { Input, Outcome, Scene } from "./tool";

type RefineWay = "simplify" | "smooth";

/** `before` is what is drawn, `draft` what it would become at this `strength` (0…1). */
export interface RefineState {
  readonly tool: "refine";
  readonly way: RefineWay;
  readonly strength: number;
  readonly before: Shape;
  readonly draft: Shape;
}

/** The strength to begin with, and what one press of a key changes. */
const STRENGTH = { first: 0.25, step: 0.05 } as const;

/** How far a simplified outline may come to lie from a point it leaves out, in video pixels: fine at first. */
function toleranceOf(strength: number): number {
  return 0.25 + 15.75 * strength ** 2;
}

/** The mode, with its first preview. */
export function startRefine(way: RefineWay, scene: Scene): RefineState {
  const before = scene.shape;
  return { tool: "refine", way, strength: STRENGTH.first, before, draft: drafted(way, STRENGTH.first, before, scene) };
}

/** One step of refining. */
export function stepRefine(state: RefineState, input: Input, scene: Scene): Outcome<RefineState> {
  switch (input.type) {
    case "strength":
      return { state: at(state, input.value, scene) };
    case "smaller":
      return { state: at(state, state.strength - STRENGTH.step, scene) };
    case "larger":
      return { state: at(state, state.strength + STRENGTH.step, scene) };
    case "finish":
      return finish(state);
    case "cancel":
      return { state, leave: true };
    default:
      return { state };
  }
}

function at(state: RefineState, value: number, scene: Scene): RefineState {
  const strength = Math.round(Math.min(Math.max(value, 0), 1) * 1000) / 1000;
  if (strength === state.strength) return state;
  return { ...state, strength, draft: drafted(state.way, strength, state.before, scene) };
}

function drafted(way: RefineWay, strength: number, before: Shape, scene: Scene): Shape {
  if (strength === 0) return before;
  const kept = sharedPoints(scene);
  return way === "simplify"
    ? simplify(before, toleranceOf(strength), kept)
    : smooth(before, strength, scene.frame, kept);
}

/** Whether another object has a point of its outline at the same place. */
function sharedPoints({ others, unseen = [] }: Scene): (point: VideoPoint) => boolean {
  const taken = new Set([...others, ...unseen].flatMap(({ shape }) => shape.flat()).map(({ x, y }) => `${x},${y}`));
  return ({ x, y }) => taken.has(`${x},${y}`);
}

function finish(state: RefineState): Outcome<RefineState> {
  const [from, to] = [pointsIn(state.before), pointsIn(state.draft)];
  if (state.draft === state.before) return { state, leave: true };
  const label = state.way === "simplify" ? t`simplify ${from} points to ${to}` : t`smooth the outline`;
  return { state, shape: { rings: state.draft, label }, leave: true };
}
