/**
 * Drawing a stretch of an outline anew: begin on the outline, draw the line as it should be, click by click or
 * freehand, and end on the same outline; the stretch between gives way. It is what a draft needs that is right but
 * for one side, where the brush would take many strokes and the vertices many drags.
 *
 * Of the two ways around, the one nearer to the new line goes, and is shown while one aims at the end; Alt takes the
 * other. A click near the outline ends the line, so Shift puts a point there.
 */

import { t } from "@lingui/core/macro";
import { type Spot, samePoint } from "../../geometry/border";
import { distance, quantise } from "../../geometry/point";
import { type Ring, replaceRing, type Shape, signedArea } from "../../geometry/ring";
import { soundRing } from "../../geometry/sound";
import { nearerWay, placeNear, type Replaced, replaceStretch, type Way } from "../../geometry/stretch";
import { sharedStretch } from "./border";
import { type PolygonState, startPolygon, stepPolygon } from "./polygon";
import type { Input, Outcome, Pointer, Scene } from "./tool";

/** Where the line begins: a place on a ring as that was then. */
export interface Begun {
  readonly on: Ring;
  readonly spot: Spot;
}

/** Where a click would begin or end the line, and, at its end, the stretch that would go. */
interface Aim {
  readonly spot: Spot;
  readonly gone: Ring;
}

/** The line as `PolygonState` has it, the place where it begins first among its points. */
export type RetraceState = Omit<PolygonState, "tool"> & {
  readonly tool: "retrace";
  readonly begun: Begun | null;
  readonly aim: Aim | null;
};

/** How near the outline a click begins and ends the line, and how near a corner it takes that, in CSS pixels. */
const BEGIN_WITHIN = 8;
const END_WITHIN = 6;
const SNAP = 4;
/** A freehand line that has not been this far from its start (CSS pixels) has only begun. */
const FAR = 30;

type Press = Extract<Input, Pointer>;

const NOWHERE_ELSE = t`That is where the line began. End it elsewhere on the same outline.`;
const MOVED_ON = t`The outline has changed meanwhile. Begin on it again.`;

/** The tool before its first point. */
export function startRetrace(): RetraceState {
  return { ...startPolygon("run"), tool: "retrace", begun: null, aim: null };
}

/** One step of drawing the stretch. */
export function stepRetrace(state: RetraceState, input: Input, scene: Scene): Outcome<RetraceState> {
  switch (input.type) {
    case "press":
      return press(state, input, scene);
    case "move":
      return { state: aimed(drawn(state, input, scene).state, input, scene) };
    case "release": {
      if (!state.trail) return { state };
      const ends = state.trail.tracing && hasGoneFar(state, input, scene) && endNear(state, input, scene);
      return ends ? end(state, ends, input.alt, scene) : drawn(state, input, scene);
    }
    case "double":
    case "finish":
      return finish(state, input, scene);
    case "follow":
      return state.points.length < 2 ? { state } : drawn(state, input, scene);
    default:
      return drawn({ ...state, aim: null }, input, scene);
  }
}

/** The step that drawing any line makes of it. */
function drawn(state: RetraceState, input: Input, scene: Scene): Outcome<RetraceState> {
  const { state: line, leave, notice } = stepPolygon({ ...state, tool: "polygon" }, input, { ...scene, shape: [] });
  return { state: { ...state, ...line, tool: "retrace" }, leave, notice };
}

function press(state: RetraceState, pointer: Press, scene: Scene): Outcome<RetraceState> {
  if (state.points.length === 0) return begin(state, pointer, scene);
  const ends = pointer.shift || isStill(state, pointer, scene) ? null : endNear(state, pointer, scene);
  return ends ? end(state, ends, pointer.alt, scene) : drawn({ ...state, aim: null }, pointer, scene);
}

/** The second click of a double click at the start says nothing. */
function isStill({ points }: RetraceState, pointer: Pointer, scene: Scene): boolean {
  const first = points[0];
  return points.length === 1 && first !== undefined && distance(first, pointer.video) * scene.camera.scale <= SNAP;
}

function begin(state: RetraceState, pointer: Pointer, scene: Scene): Outcome<RetraceState> {
  const begun = startNear(pointer, scene);
  if (!begun) return { state, notice: t`Begin on the outline: click it where it stops being right.` };
  const at = quantise(begun.spot.at, scene.frame);
  const onLine: Press = { ...pointer, type: "press", video: at };
  return drawn({ ...state, begun, aim: null }, onLine, scene);
}

/** The nearest place of any outline of the object. */
function startNear({ video }: Pointer, { shape, camera }: Scene): Begun | null {
  let best: Begun | null = null;
  for (const on of shape) {
    const spot = placeNear(on, video, BEGIN_WITHIN / camera.scale, SNAP / camera.scale);
    if (spot && spot.away < (best?.spot.away ?? Infinity)) best = { on, spot };
  }
  return best;
}

function endNear(state: RetraceState, { video }: Pick<Pointer, "video">, { camera }: Scene): Spot | null {
  if (!state.begun) return null;
  return placeNear(state.begun.on, video, END_WITHIN / camera.scale, SNAP / camera.scale);
}

/** What is under the pointer: where the line would begin, or where it would end and what would go. */
function aimed(state: RetraceState, pointer: Pointer, scene: Scene): RetraceState {
  if (state.points.length === 0) {
    const begun = startNear(pointer, scene);
    return { ...state, aim: begun && { spot: begun.spot, gone: [] } };
  }
  const onWay = state.trail !== null && !hasGoneFar(state, pointer, scene);
  const spot = pointer.shift || onWay || isStill(state, pointer, scene) ? null : endNear(state, pointer, scene);
  const result = spot && resultOf(state, spot, pointer.alt, scene);
  if (!spot || !result) return { ...state, aim: null };
  return { ...state, aim: { spot, gone: result.gone }, sound: soundRing(result.ring) };
}

function hasGoneFar({ points }: RetraceState, { video }: Pointer, { camera }: Scene): boolean {
  const first = points[0];
  return first !== undefined && [...points, video].some((point) => distance(point, first) * camera.scale > FAR);
}

/** The line without the place where it begins, for the start itself stays as exact as it is. */
function resultOf({ begun, points }: RetraceState, spot: Spot, other: boolean, { frame }: Scene): Replaced | null {
  if (!begun) return null;
  const line = points.slice(1);
  const nearer = nearerWay(begun.on, begun.spot, spot, line);
  const opposite: Way = nearer === "ahead" ? "back" : "ahead";
  return replaceStretch(begun.on, begun.spot, spot, line, other ? opposite : nearer, frame);
}

/** Enter, or a double click: the line ends where the outline is nearest to its last point. */
function finish(state: RetraceState, input: Input, scene: Scene): Outcome<RetraceState> {
  const last = state.points.at(-1);
  const spot = state.aim?.spot ?? (last && state.points.length > 1 ? endNear(state, { video: last }, scene) : null);
  if (last && spot) return end(state, spot, "alt" in input && input.alt, scene);
  const still = { ...state, trail: null };
  return { state: still, notice: t`End on the outline: click it where it is right again.` };
}

/** The line is done: the new ring takes the old one's place, if it is sound. */
function end(state: RetraceState, spot: Spot, other: boolean, scene: Scene): Outcome<RetraceState> {
  const still: RetraceState = { ...state, trail: null, aim: null };
  const index = scene.shape.findIndex((ring) => sameRing(ring, state.begun?.on ?? []));
  const result = resultOf(state, spot, other, scene);
  if (index < 0 || !result) return { state: startRetrace(), notice: MOVED_ON };
  const goesNowhere = samePoint(quantise(spot.at, scene.frame), state.points[0] ?? spot.at);
  const fault = goesNowhere ? NOWHERE_ELSE : faultIn(result.ring, other);
  if (fault) return { state: { ...still, sound: false }, notice: fault };
  const shape: Shape = replaceRing(scene.shape, index, result.ring);
  const shared = sharedStretch(scene.shape, shape, result, [...scene.others, ...(scene.unseen ?? [])]);
  if (shared.fault) return { state: still, notice: shared.fault };
  const { shape: rings, others } = shared;
  return { state: startRetrace(), shape: { rings, label: t`redraw a stretch` }, others, leave: true };
}

function faultIn(ring: Ring, other: boolean): string | null {
  if (soundRing(ring)) return null;
  if (ring.length < 3 || signedArea(ring) === 0)
    return t`That would leave nothing of the outline. End elsewhere on it.`;
  return other
    ? t`On that side the new line would cross the outline that stays. Click without Alt, or take points back.`
    : t`The new line would cross the outline that stays. Take points back with Backspace, or Alt+click for the other side.`;
}

function sameRing(one: Ring, two: Ring): boolean {
  return one === two || (one.length === two.length && one.every((at, i) => samePoint(at, two[i] ?? at)));
}
