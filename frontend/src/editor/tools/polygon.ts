/**
 * Drawing a ring point by point. The first ring of an object, a further part and a hole are the same
 * gesture; they differ in what is allowed to be its start.
 *
 * A ring never comes to cross itself: the click that would do it is refused where it happens, so that
 * nobody learns it from the server after the fortieth point.
 */

import { toScreen } from "../../geometry/camera";
import { distance, quantise, type ScreenPoint, type VideoPoint } from "../../geometry/point";
import { covers, faultOf, type Ring, segmentsMeet } from "../../geometry/ring";
import type { Input, Outcome, Pointer, Scene } from "./tool";

/**
 * `points` is the open line so far, `gestures` its length after each click or traced run, `undone` the runs that were
 * taken back and can be put back; `pointer` where the next point would come; `sound` whether it may. `trail` is what the
 * hand drew since the last point while the button is down.
 */
export interface PolygonState {
  readonly tool: "polygon";
  readonly purpose: "part" | "hole";
  readonly points: Ring;
  readonly gestures: readonly number[];
  readonly undone: readonly Ring[];
  readonly trail: Trail | null;
  readonly pointer: VideoPoint | null;
  readonly nearStart: boolean;
  readonly sound: boolean;
}

/** A press that may become a freehand line: where it began on the screen, and the way since the last point. */
export interface Trail {
  readonly from: ScreenPoint;
  readonly tracing: boolean;
  readonly way: Ring;
}

/** How near to the first point a click closes the ring, in CSS pixels. */
export const CLOSE_WITHIN = 10;
const SAME_WITHIN = 2;

/** The tool before its first point. */
export function startPolygon(purpose: "part" | "hole"): PolygonState {
  return {
    tool: "polygon",
    purpose,
    points: [],
    gestures: [],
    undone: [],
    trail: null,
    pointer: null,
    nearStart: false,
    sound: true,
  };
}

/** One step of drawing. */
export function stepPolygon(state: PolygonState, input: Input, scene: Scene): Outcome<PolygonState> {
  switch (input.type) {
    case "move":
      return { state: aim(state, input, scene) };
    case "press":
      return click(state, input, scene);
    case "double":
    case "finish":
      return close(state, scene);
    case "take-back":
    case "remove":
      return { state: { ...state, points: state.points.slice(0, -1), nearStart: false, sound: true } };
    case "cancel":
      return state.points.length > 0 ? { state: startPolygon(state.purpose) } : { state, leave: true };
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
  return state.points.length >= 3 && first !== undefined && distance(toScreen(first, scene.camera), at) <= CLOSE_WITHIN;
}

function click(state: PolygonState, pointer: Pointer, scene: Scene): Outcome<PolygonState> {
  if (closesAt(state, pointer.screen, scene)) return close(state, scene);
  const at = quantise(pointer.video, scene.frame);
  const last = state.points.at(-1);
  if (last && distance(toScreen(last, scene.camera), pointer.screen) <= SAME_WITHIN) return { state };
  if (state.points.some((point) => point.x === at.x && point.y === at.y)) return { state };
  if (state.points.length === 0 && state.purpose === "hole" && !covers(scene.shape, at)) {
    return { state, notice: "A hole starts inside the outline. Click inside it, or press N to add a part." };
  }
  if (crosses(state.points, at)) {
    return {
      state: { ...state, sound: false },
      notice: "That line would cross the outline. Click elsewhere, or take points back with Backspace.",
    };
  }
  return { state: { ...state, points: [...state.points, at], pointer: at, nearStart: false, sound: true } };
}

/** Whether the line from the last point to `to` meets an earlier line. */
function crosses(points: Ring, to: VideoPoint): boolean {
  const last = points.at(-1);
  if (!last) return false;
  return points.slice(0, -2).some((from, index) => {
    const next = points[index + 1];
    return next !== undefined && segmentsMeet(from, next, last, to);
  });
}

function close(state: PolygonState, scene: Scene): Outcome<PolygonState> {
  const fault = faultOf(state.points);
  if (fault?.kind === "crosses") {
    return {
      state: { ...state, sound: false },
      notice: "The closing line would cross the outline. Add points around, or take points back with Backspace.",
    };
  }
  if (fault) return { state, notice: "An outline needs at least three points that are not on one line." };
  const label = state.purpose === "hole" ? "cut a hole" : scene.shape.length > 0 ? "add a part" : "draw the outline";
  return { state: startPolygon(state.purpose), shape: { rings: [...scene.shape, state.points], label }, leave: true };
}
