/**
 * Cutting: a line across a part makes two of it, a closed line cuts its inside out. The mask of two parts is the
 * mask of the one; only now each can be moved, deleted or given another outline. The line is drawn as an outline is,
 * click by click or freehand, and cuts once a click or the end of a stroke lies outside on the other side.
 */

import { t } from "@lingui/core/macro";
import { subtract } from "../../geometry/boolean";
import { cutAlong } from "../../geometry/cut";
import { covers, type Ring } from "../../geometry/ring";
import { type PolygonState, startPolygon, stepPolygon } from "./polygon";
import type { Input, Outcome, Scene } from "./tool";

/** The line as `PolygonState` has it: `points`, `pointer`, `nearStart` (a click closes it) and `sound`. */
export type SliceState = Omit<PolygonState, "tool"> & { readonly tool: "slice" };

/** The tool before its first point. */
export function startSlice(): SliceState {
  return { ...startPolygon("part"), tool: "slice" };
}

/** One step of cutting. */
export function stepSlice(state: SliceState, input: Input, scene: Scene): Outcome<SliceState> {
  if (input.type === "press" && scene.shape.length === 0) {
    return { state, notice: t`There is no outline to cut. Press N to draw one.` };
  }
  if (input.type === "finish" || input.type === "double") return finish(state, scene);
  const drawn = stepPolygon({ ...state, tool: "polygon" }, input, { ...scene, shape: [] });
  const closed = drawn.shape?.rings[0];
  if (closed) return cutOut(closed, scene);
  const next: SliceState = { ...drawn.state, tool: "slice" };
  const pausing = input.type === "press" || input.type === "release";
  return (pausing && through(next.points, scene)) || { ...drawn, state: next, shape: undefined };
}

/** The cut, when the line has come out of the shape again. */
function through(points: Ring, scene: Scene): Outcome<SliceState> | null {
  const last = points.at(-1);
  if (!last || covers(scene.shape, last)) return null;
  const rings = cutAlong(scene.shape, points, scene.frame);
  return rings && { state: startSlice(), shape: { rings, label: t`slice` }, leave: true };
}

function finish(state: SliceState, scene: Scene): Outcome<SliceState> {
  const rings = cutAlong(scene.shape, state.points, scene.frame);
  if (rings) return { state: startSlice(), shape: { rings, label: t`slice` }, leave: true };
  return {
    state: { ...state, trail: null },
    notice: t`The line must go all the way across: begin and end it outside of the outline.`,
  };
}

function cutOut(line: Ring, scene: Scene): Outcome<SliceState> {
  const rings = subtract(scene.shape, [line], scene.frame);
  const touched = rings.length !== scene.shape.length || rings.some((ring, i) => !sameRing(ring, scene.shape[i] ?? []));
  if (touched) return { state: startSlice(), shape: { rings, label: t`cut out` }, leave: true };
  return { state: startSlice(), notice: t`Nothing of this object lies inside that line.` };
}

function sameRing(one: Ring, two: Ring): boolean {
  const there = new Set(two.map(({ x, y }) => `${x},${y}`));
  return one.length === two.length && one.every(({ x, y }) => there.has(`${x},${y}`));
}
