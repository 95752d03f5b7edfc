/**
 * Editing what is drawn: take a vertex, a midpoint, an edge or a whole ring and put it elsewhere. While
 * the button is down the change lives here; letting go makes it one step of the history.
 */

import { toVideo } from "../../geometry/camera";
import { type Hit, hit } from "../../geometry/hit";
import { distance, quantise, type ScreenPoint, type VideoPoint, videoPoint } from "../../geometry/point";
import {
  covers,
  crossingEdges,
  faultOf,
  insertPoint,
  movePoint,
  moveRings,
  nestedIn,
  removePoint,
  replaceRing,
  type Shape,
  shapeBounds,
} from "../../geometry/ring";
import type { Input, Outcome, Pointer, Scene } from "./tool";

/** A ring, and one of its points or none. */
export interface Chosen {
  readonly ring: number;
  readonly vertex: number | null;
}

/**
 * What is being held, and how the shape looks meanwhile; `crossing` are edges that may not stay so.
 * `inserts` says whether letting go leaves a new point: a midpoint does at once, an edge only when dragged,
 * so that clicking an edge to choose its ring leaves no litter.
 */
export interface Grip {
  readonly kind: "vertex" | "rings";
  readonly from: ScreenPoint;
  readonly before: Shape;
  readonly draft: Shape;
  readonly moved: boolean;
  readonly inserts: "no" | "when-dragged" | "yes";
  readonly crossing: readonly number[];
}

export interface SelectState {
  readonly tool: "select";
  readonly hover: Hit | null;
  readonly chosen: Chosen | null;
  readonly grip: Grip | null;
}

/** A press that moves less than this (CSS pixels) is a click. */
export const DRAG_FROM = 3;

/** Nothing chosen, nothing held. */
export function startSelect(chosen: Chosen | null = null): SelectState {
  return { tool: "select", hover: null, chosen, grip: null };
}

/** One step of editing. */
export function stepSelect(state: SelectState, input: Input, scene: Scene): Outcome<SelectState> {
  switch (input.type) {
    case "move":
      return { state: state.grip ? drag(state, state.grip, input, scene) : look(state, input, scene) };
    case "press":
      return press(state, input, scene);
    case "release":
      return state.grip ? release(state, state.grip) : { state };
    case "remove":
    case "take-back":
      return remove(state, scene);
    case "nudge":
      return nudge(state, input.dx, input.dy, scene);
    case "cancel":
      return { state: startSelect(state.grip ? state.chosen : null) };
    default:
      return { state };
  }
}

/** What is under the pointer; the same state when that did not change, so that nothing is drawn again. */
function look(state: SelectState, pointer: Pointer, scene: Scene): SelectState {
  const hover = hit(scene.shape, pointer.screen, scene.camera);
  return sameTarget(hover, state.hover) ? state : { ...state, hover };
}

function sameTarget(a: Hit | null, b: Hit | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind !== b.kind || a.ring !== b.ring || a.kind === "edge") return false;
  return a.kind === "fill" || b.kind === "fill" || a.index === b.index;
}

function press(state: SelectState, pointer: Pointer, scene: Scene): Outcome<SelectState> {
  const found = hit(scene.shape, pointer.screen, scene.camera);
  if (!found) return chooseOther(pointer, scene);
  if (found.kind === "vertex" && pointer.alt) return without(state, scene.shape, found.ring, found.index);
  if (found.kind === "vertex") return { state: hold(found.ring, found.index, pointer, scene.shape, scene.shape, "no") };
  if (found.kind === "fill" || (found.kind === "edge" && pointer.alt)) {
    return { state: hold(found.ring, null, pointer, scene.shape, scene.shape, "no") };
  }
  const ring = scene.shape[found.ring] ?? [];
  const at = quantise(found.at, scene.frame);
  if (ring.some((point) => point.x === at.x && point.y === at.y)) return { state };
  const draft = replaceRing(scene.shape, found.ring, insertPoint(ring, found.index, at));
  const inserts = found.kind === "midpoint" ? "yes" : "when-dragged";
  return { state: hold(found.ring, found.index + 1, pointer, scene.shape, draft, inserts) };
}

function hold(
  ring: number,
  vertex: number | null,
  pointer: Pointer,
  before: Shape,
  draft: Shape,
  inserts: Grip["inserts"],
): SelectState {
  const kind = vertex === null ? "rings" : "vertex";
  const grip: Grip = { kind, from: pointer.screen, before, draft, moved: false, inserts, crossing: [] };
  return { tool: "select", hover: null, chosen: { ring, vertex }, grip };
}

/** A click beside the chosen object takes the smallest other one under it, or lets go of the choice. */
function chooseOther(pointer: Pointer, scene: Scene): Outcome<SelectState> {
  const under = scene.others.filter(({ shape }) => covers(shape, pointer.video));
  const smallest = under.toSorted((a, b) => extent(a.shape) - extent(b.shape))[0];
  return smallest ? { state: startSelect(), choose: smallest.track } : { state: startSelect() };
}

function extent(shape: Shape): number {
  const box = shapeBounds(shape);
  return box ? (box.x1 - box.x0) * (box.y1 - box.y0) : 0;
}

function drag(state: SelectState, grip: Grip, pointer: Pointer, scene: Scene): SelectState {
  if (!grip.moved && distance(grip.from, pointer.screen) < DRAG_FROM) return state;
  const moved =
    grip.kind === "vertex" ? dragVertex(state, grip, pointer, scene) : dragRings(state, grip, pointer, scene);
  return { ...state, grip: { ...moved, moved: true } };
}

function dragVertex(state: SelectState, grip: Grip, pointer: Pointer, scene: Scene): Grip {
  const { ring, vertex } = state.chosen ?? { ring: 0, vertex: 0 };
  const points = movePoint(grip.draft[ring] ?? [], vertex ?? 0, quantise(pointer.video, scene.frame));
  return { ...grip, draft: replaceRing(grip.draft, ring, points), crossing: crossingAround(points, vertex ?? 0) };
}

function dragRings(state: SelectState, grip: Grip, pointer: Pointer, scene: Scene): Grip {
  const ring = state.chosen?.ring ?? 0;
  const [from, to] = [toVideo(grip.from, scene.camera), pointer.video];
  const together = [ring, ...nestedIn(grip.before, ring)];
  return { ...grip, draft: moveRings(grip.before, together, to.x - from.x, to.y - from.y, scene.frame) };
}

function crossingAround(points: readonly VideoPoint[], vertex: number): readonly number[] {
  return crossingEdges(points, [(vertex + points.length - 1) % points.length, vertex]);
}

function release(state: SelectState, grip: Grip): Outcome<SelectState> {
  const chosen = state.chosen ?? { ring: 0, vertex: null };
  const ring: Chosen = { ring: chosen.ring, vertex: null };
  if (!grip.moved && grip.inserts === "no") return { state: { ...state, grip: null } };
  if (!grip.moved && grip.inserts === "when-dragged") return { state: startSelect(ring) };
  if (faultOf(grip.draft[chosen.ring] ?? [])) {
    const kept = grip.inserts === "no" ? chosen : ring;
    return { state: startSelect(kept), notice: "There the outline would cross itself, so the point went back." };
  }
  const label = grip.inserts !== "no" ? "insert a point" : grip.kind === "vertex" ? "move a point" : "move the outline";
  return { state: { ...state, grip: null }, shape: { rings: grip.draft, label } };
}

/** The hovered point goes first, then the chosen point, then the chosen ring. */
function remove(state: SelectState, scene: Scene): Outcome<SelectState> {
  if (state.grip) return { state };
  if (state.hover?.kind === "vertex") return without(state, scene.shape, state.hover.ring, state.hover.index);
  if (!state.chosen || !scene.shape[state.chosen.ring]) {
    return { state, notice: "Choose a point or an outline first, then press Delete." };
  }
  if (state.chosen.vertex !== null) return without(state, scene.shape, state.chosen.ring, state.chosen.vertex);
  return {
    state: startSelect(),
    shape: { rings: replaceRing(scene.shape, state.chosen.ring, null), label: "delete an outline" },
  };
}

function without(state: SelectState, shape: Shape, ring: number, vertex: number): Outcome<SelectState> {
  const points = shape[ring] ?? [];
  if (points.length <= 3) {
    return { state: startSelect(), shape: { rings: replaceRing(shape, ring, null), label: "delete an outline" } };
  }
  const left = removePoint(points, vertex);
  if (faultOf(left)) {
    return { state, notice: "Without that point the outline would cross itself. Move its neighbours first." };
  }
  return {
    state: startSelect({ ring, vertex: null }),
    shape: { rings: replaceRing(shape, ring, left), label: "delete a point" },
  };
}

function nudge(state: SelectState, dx: number, dy: number, scene: Scene): Outcome<SelectState> {
  const chosen = state.chosen;
  const ring = chosen && scene.shape[chosen.ring];
  if (!chosen || !ring || state.grip) return { state };
  if (chosen.vertex === null) {
    const together = [chosen.ring, ...nestedIn(scene.shape, chosen.ring)];
    return {
      state,
      shape: { rings: moveRings(scene.shape, together, dx, dy, scene.frame), label: "move the outline" },
    };
  }
  const from = ring[chosen.vertex];
  if (!from) return { state };
  const points = movePoint(ring, chosen.vertex, quantise(videoPoint(from.x + dx, from.y + dy), scene.frame));
  if (crossingAround(points, chosen.vertex).length > 0)
    return { state, notice: "There the outline would cross itself." };
  return {
    state: { ...state, hover: null },
    shape: { rings: replaceRing(scene.shape, chosen.ring, points), label: "move a point" },
  };
}
