/**
 * Drawing a ring point by point, or freehand with the button held. The first ring of an object, a further part and
 * a hole are the same gesture; they differ in what is allowed to be its start.
 *
 * A ring never comes to cross itself: the click that would do it is refused where it happens, so that
 * nobody learns it from the server after the fortieth point. A freehand line waits until it can go on.
 */

import { t } from "@lingui/core/macro";
import { toScreen } from "../../geometry/camera";
import { distance, quantise, type ScreenPoint, type VideoPoint } from "../../geometry/point";
import { covers, faultOf, type Ring, segmentsMeet } from "../../geometry/ring";
import { fromSegment } from "../../geometry/simplify";
import { followed } from "./border";
import type { Input, Outcome, Pointer, Scene } from "./tool";

/** What the line will be: a ring, a hole in one, or a run of an outline, which another tool ends. */
export type Purpose = "part" | "hole" | "run";

/**
 * `points` is the open line so far, `gestures` how many there were before each click or freehand run, `undone` the
 * runs that were taken back and can be put back; `pointer` is where the next point would come; `sound` whether it
 * may. `trail` is there while the button is down.
 */
export interface PolygonState {
  readonly tool: "polygon";
  readonly purpose: Purpose;
  readonly points: Ring;
  readonly gestures: readonly number[];
  readonly undone: readonly Ring[];
  readonly trail: Trail | null;
  readonly pointer: VideoPoint | null;
  readonly nearStart: boolean;
  readonly sound: boolean;
}

/**
 * A press that may become a freehand line: where it began on the screen, how many points there were before it, and
 * the hand's way since the last point.
 */
interface Trail {
  readonly from: ScreenPoint;
  readonly before: number;
  readonly tracing: boolean;
  readonly way: Ring;
}

/** How near to the first point a click closes the ring, in CSS pixels. */
const CLOSE_WITHIN = 10;
const SAME_WITHIN = 2;

/** A press that moves this far (CSS pixels) draws freehand; the line may leave the hand's way by `STRAY`. */
const TRACE_FROM = 5;
const STRAY = 1.25;

/** The tool before its first point. */
export function startPolygon(purpose: Purpose): PolygonState {
  const nothing = { points: [], gestures: [], undone: [], trail: null, pointer: null };
  return { tool: "polygon", purpose, ...nothing, nearStart: false, sound: true };
}

/** One step of drawing. */
export function stepPolygon(state: PolygonState, input: Input, scene: Scene): Outcome<PolygonState> {
  switch (input.type) {
    case "move":
      return { state: state.trail ? trace(state, state.trail, input, scene) : aim(state, input, scene) };
    case "press":
      return click(state, input, scene);
    case "release":
      return state.trail ? letGo(state, state.trail, input, scene) : { state };
    case "double":
    case "finish":
      return close(state, scene);
    case "take-back":
    case "remove":
      return { state: takeBack(state) };
    case "put-back":
      return { state: putBack(state) };
    case "follow":
      return follow(state, scene);
    case "cancel":
      return state.points.length > 0 ? { state: givenUp(state) } : { state, leave: true };
    default:
      return { state };
  }
}

function aim(state: PolygonState, pointer: Pointer, scene: Scene): PolygonState {
  const at = quantise(pointer.video, scene.frame);
  const nearStart = closesAt(state, pointer.screen, scene);
  return { ...state, pointer: at, nearStart, sound: nearStart || !crosses(state.points, at) };
}

function closesAt(state: PolygonState, at: ScreenPoint, scene: Scene): boolean {
  const first = state.points[0];
  if (state.purpose === "run") return false;
  return state.points.length >= 3 && first !== undefined && distance(toScreen(first, scene.camera), at) <= CLOSE_WITHIN;
}

function click(state: PolygonState, pointer: Pointer, scene: Scene): Outcome<PolygonState> {
  if (closesAt(state, pointer.screen, scene)) return close(state, scene);
  const at = quantise(pointer.video, scene.frame);
  const last = state.points.at(-1);
  const trail: Trail = { from: pointer.screen, before: state.points.length, tracing: false, way: [last ?? at] };
  if (last && distance(toScreen(last, scene.camera), pointer.screen) <= SAME_WITHIN) {
    return { state: { ...state, trail } };
  }
  if (isTaken(state.points, at)) return { state };
  if (state.points.length === 0 && state.purpose === "hole" && !covers(scene.shape, at)) {
    return { state, notice: t`A hole starts inside the outline. Click inside it, or press N to add a part.` };
  }
  if (crosses(state.points, at)) {
    return {
      state: { ...state, sound: false },
      notice: t`That line would cross the outline. Click elsewhere, or take points back with Backspace.`,
    };
  }
  return { state: { ...extended(state, at, trail.before), pointer: at, trail: { ...trail, way: [at] } } };
}

/** The line with one more point; points of one gesture are taken back together. */
function extended(state: PolygonState, at: VideoPoint, before: number): PolygonState {
  const gestures = state.gestures.at(-1) === before ? state.gestures : [...state.gestures, before];
  return { ...state, points: [...state.points, at], gestures, undone: [], nearStart: false, sound: true };
}

function isTaken(points: Ring, at: VideoPoint): boolean {
  return points.some((point) => point.x === at.x && point.y === at.y);
}

/** Whether the line from the last point to `to` meets an earlier line, or turns right back over the last one. */
function crosses(points: Ring, to: VideoPoint): boolean {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!last) return false;
  if (before && turnsBack(before, last, to)) return true;
  return points.slice(0, -2).some((from, index) => {
    const next = points[index + 1];
    return next !== undefined && segmentsMeet(from, next, last, to);
  });
}

function turnsBack(a: VideoPoint, b: VideoPoint, c: VideoPoint): boolean {
  const [x1, y1, x2, y2] = [b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y];
  return x1 * y2 === y1 * x2 && x1 * x2 + y1 * y2 < 0;
}

/** While the hand draws: a point is left where the way has bent since the last one, so that few are. */
function trace(state: PolygonState, trail: Trail, pointer: Pointer, scene: Scene): PolygonState {
  const aimed = aim(state, pointer, scene);
  if (!trail.tracing && distance(trail.from, pointer.screen) < TRACE_FROM) return aimed;
  const at = quantise(pointer.video, scene.frame);
  const way = [...trail.way, at];
  const grown = {
    ...aimed,
    nearStart: aimed.nearStart && hasGoneFar(state, scene),
    trail: { ...trail, tracing: true, way },
  };
  const [from, corner] = [way[0], way.at(-2)];
  const stray = STRAY / scene.camera.scale;
  if (!from || !corner || !way.some((point) => fromSegment(point, from, at) > stray)) return grown;
  const ahead = { ...grown.trail, way: [corner, at] };
  if (!isTaken(state.points, corner) && !crosses(state.points, corner)) {
    return { ...extended(grown, corner, trail.before), nearStart: grown.nearStart, trail: ahead };
  }
  return { ...grown, sound: false, trail: { ...ahead, way: [from, at] } };
}

/** A line that has only begun is near its start too, and is not meant to close. */
function hasGoneFar(state: PolygonState, scene: Scene): boolean {
  const first = state.points[0];
  return (
    first !== undefined && state.points.some((point) => distance(point, first) * scene.camera.scale > 3 * CLOSE_WITHIN)
  );
}

function letGo(state: PolygonState, trail: Trail, pointer: Pointer, scene: Scene): Outcome<PolygonState> {
  const still = { ...state, trail: null };
  if (!trail.tracing) return { state: still };
  if (closesAt(state, pointer.screen, scene) && hasGoneFar(state, scene)) return close(still, scene);
  const at = quantise(pointer.video, scene.frame);
  if (isTaken(state.points, at)) return { state: still };
  if (!crosses(state.points, at)) return { state: extended(still, at, trail.before) };
  return {
    state: { ...still, sound: false },
    notice: t`The line ends where it would cross the outline. Go on from its last point.`,
  };
}

function takeBack(state: PolygonState): PolygonState {
  const before = state.gestures.at(-1);
  if (before === undefined) return { ...state, trail: null };
  const undone = [...state.undone, state.points.slice(before)];
  const left = { points: state.points.slice(0, before), gestures: state.gestures.slice(0, -1) };
  return { ...state, ...left, undone, trail: null, nearStart: false, sound: true };
}

function putBack(state: PolygonState): PolygonState {
  const run = state.undone.at(-1);
  if (!run) return state;
  const gestures = [...state.gestures, state.points.length];
  const points = [...state.points, ...run];
  return { ...state, points, gestures, undone: state.undone.slice(0, -1), trail: null, nearStart: false, sound: true };
}

/** A drawing that was given up can be put back as a whole: Escape is pressed too soon now and then. */
function givenUp(state: PolygonState): PolygonState {
  return { ...startPolygon(state.purpose), undone: [state.points] };
}

/** Between the last two points the line takes the way of the neighbour's outline that both lie on. */
function follow(state: PolygonState, scene: Scene): Outcome<PolygonState> {
  const [from, to] = [state.points.at(-2), state.points.at(-1)];
  const run = from && to ? followed(from, to, scene) : null;
  if (!run) return { state, notice: t`Click two points on another object's outline, then press Alt+E to follow it.` };
  const kept = state.points.slice(0, -2);
  const before = kept.length;
  const start: PolygonState = { ...state, points: kept, gestures: state.gestures.filter((count) => count < before) };
  const grown = run.reduce<PolygonState | null>((line, at) => {
    if (!line || isTaken(line.points, at) || crosses(line.points, at)) return null;
    return extended(line, at, before);
  }, start);
  if (!grown) return { state, notice: t`That way along the other outline would cross this one.` };
  return { state: { ...grown, trail: null } };
}

function close(state: PolygonState, scene: Scene): Outcome<PolygonState> {
  const fault = faultOf(state.points);
  if (fault?.kind === "crosses") {
    return {
      state: { ...state, trail: null, sound: false },
      notice: t`The closing line would cross the outline. Add points around, or take points back with Backspace.`,
    };
  }
  if (fault) return { state, notice: t`An outline needs at least three points that are not on one line.` };
  const label = state.purpose === "hole" ? t`cut a hole` : scene.shape.length > 0 ? t`add a part` : t`draw the outline`;
  return { state: startPolygon(state.purpose), shape: { rings: [...scene.shape, state.points], label }, leave: true };
}
