/**
 * Editing what is drawn: take a vertex, a midpoint, an edge, several vertices or a whole ring and put it elsewhere.
 * While the button is down the change lives here; letting go makes it one step of the history.
 */

import { t } from "@lingui/core/macro";
import { toScreen } from "../../geometry/camera";
import { type Hit, hit } from "../../geometry/hit";
import { distance, quantise, type ScreenPoint } from "../../geometry/point";
import { covers, insertPoint, replaceRing, type Shape } from "../../geometry/ring";
import { soundRing } from "../../geometry/sound";
import { sharedMoves } from "./border";
import { afterRemoval, type Corner, type Edit, hasCorner, moveHeld, nudged, stepCorner, withMidpoint } from "./corners";
import { DRAG_FROM, type Input, type Outcome, type Pointer, type Redrawn, type Scene } from "./tool";

/** A ring, and one of its points or none. */
export interface Chosen {
  readonly ring: number;
  readonly vertex: number | null;
}

/**
 * What is being held, and how the shape looks meanwhile; `crossing` are edges of the chosen ring that may not stay
 * so, `others` the rings of neighbours that share a moved point. `inserts` says whether letting go leaves a new
 * point: a midpoint does at once, an edge only when dragged, so that clicking an edge to choose its ring leaves no
 * litter.
 */
export interface Grip {
  readonly kind: "vertex" | "vertices" | "rings";
  readonly from: ScreenPoint;
  readonly before: Shape;
  readonly held: Shape;
  readonly draft: Shape;
  readonly others: readonly Redrawn[];
  readonly moved: boolean;
  readonly inserts: "no" | "when-dragged" | "yes";
  readonly crossing: readonly number[];
}

/** A rectangle that is drawn with Shift to choose what is in it; both corners on the canvas. */
export interface Band {
  readonly from: ScreenPoint;
  readonly to: ScreenPoint;
}

/** `several` holds the vertices that were chosen together, and is empty when one or none is. */
export interface SelectState {
  readonly tool: "select";
  readonly hover: Hit | null;
  readonly chosen: Chosen | null;
  readonly several: readonly Corner[];
  readonly band: Band | null;
  readonly grip: Grip | null;
}

/** Nothing chosen, nothing held. */
export function startSelect(chosen: Chosen | null = null, several: readonly Corner[] = []): SelectState {
  return { tool: "select", hover: null, chosen, several, band: null, grip: null };
}

/** One step of editing. */
export function stepSelect(state: SelectState, input: Input, scene: Scene): Outcome<SelectState> {
  switch (input.type) {
    case "move":
      return { state: move(state, input, scene) };
    case "press":
      return press(state, input, scene);
    case "release":
      return release(state, scene);
    case "double":
      return hit(scene.shape, input.screen, scene.camera) || under(input, scene) ? { state } : { state, fit: true };
    case "cancel":
      return { state: state.grip ? startSelect(state.chosen, state.several) : startSelect() };
    default:
      return state.grip || state.band ? { state } : key(state, input, scene);
  }
}

function key(state: SelectState, input: Input, scene: Scene): Outcome<SelectState> {
  switch (input.type) {
    case "remove":
    case "take-back":
      return remove(state, scene);
    case "nudge":
      return nudge(state, input.dx, input.dy, scene);
    case "next":
    case "previous":
      return { state: walk(state, input.type === "next" ? 1 : -1, input.extend, scene) };
    case "all":
      return { state: chooseAll(scene.shape) };
    case "insert":
      return insert(state, scene);
    default:
      return { state };
  }
}

function move(state: SelectState, pointer: Pointer, scene: Scene): SelectState {
  if (state.band) return { ...state, band: { ...state.band, to: pointer.screen } };
  return state.grip ? drag(state, state.grip, pointer, scene) : look(state, pointer, scene);
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
  if (pointer.shift && found?.kind === "vertex")
    return { state: turn(state, { ring: found.ring, vertex: found.index }) };
  if (pointer.shift && found?.kind !== "midpoint") return { state: startBand(state, pointer) };
  if (!found) return chooseOther(pointer, scene);
  if (found.kind === "vertex" && pointer.alt) {
    return taken(state, afterRemoval(scene.shape, [{ ring: found.ring, vertex: found.index }]), scene);
  }
  if (found.kind === "vertex") return { state: holdVertex(state, found.ring, found.index, pointer, scene.shape) };
  if (found.kind === "fill" || (found.kind === "edge" && pointer.alt)) {
    return { state: hold({ ring: found.ring, vertex: null }, "rings", pointer, scene.shape, scene.shape, "no") };
  }
  const ring = scene.shape[found.ring] ?? [];
  const at = quantise(found.at, scene.frame);
  if (ring.some((point) => point.x === at.x && point.y === at.y)) return { state };
  const draft = replaceRing(scene.shape, found.ring, insertPoint(ring, found.index, at));
  const inserts = found.kind === "midpoint" ? "yes" : "when-dragged";
  const chosen = { ring: found.ring, vertex: found.index + 1 };
  return { state: hold(chosen, "vertex", pointer, scene.shape, draft, inserts) };
}

/** One of several that are chosen carries them all. */
function holdVertex(state: SelectState, ring: number, vertex: number, pointer: Pointer, shape: Shape): SelectState {
  const together = hasCorner(state.several, { ring, vertex });
  const held = hold({ ring, vertex }, together ? "vertices" : "vertex", pointer, shape, shape, "no");
  return together ? { ...held, several: state.several } : held;
}

function hold(
  chosen: Chosen,
  kind: Grip["kind"],
  pointer: Pointer,
  before: Shape,
  held: Shape,
  inserts: Grip["inserts"],
): SelectState {
  const from = pointer.screen;
  const grip: Grip = { kind, from, before, held, draft: held, others: [], moved: false, inserts, crossing: [] };
  return { ...startSelect(chosen), grip };
}

/** A click beside the chosen object takes the topmost other one under it, or lets go of the choice. */
function chooseOther(pointer: Pointer, scene: Scene): Outcome<SelectState> {
  const other = under(pointer, scene);
  return other ? { state: startSelect(), choose: other.track } : { state: startSelect() };
}

function under(pointer: Pointer, scene: Scene) {
  return scene.others.findLast(({ shape, locked }) => !locked && covers(shape, pointer.video));
}

function startBand(state: SelectState, pointer: Pointer): SelectState {
  return { ...state, hover: null, band: { from: pointer.screen, to: pointer.screen } };
}

/** Shift and a click takes a vertex to those that are chosen, or from them. */
function turn(state: SelectState, corner: Corner): SelectState {
  const known = chosenCorners(state);
  const left = known.filter((one) => one.ring !== corner.ring || one.vertex !== corner.vertex);
  return choice(left.length < known.length ? left : [...known, corner]);
}

function chosenCorners({ several, chosen }: SelectState): readonly Corner[] {
  if (several.length > 0) return several;
  return chosen && chosen.vertex !== null ? [{ ring: chosen.ring, vertex: chosen.vertex }] : [];
}

function choice(corners: readonly Corner[]): SelectState {
  const last = corners.at(-1) ?? null;
  return startSelect(last, corners.length > 1 ? corners : []);
}

function chooseAll(shape: Shape): SelectState {
  return choice(shape.flatMap((ring, r) => ring.map((_, vertex) => ({ ring: r, vertex }))));
}

function release(state: SelectState, scene: Scene): Outcome<SelectState> {
  if (state.band) return { state: chooseInBand(state, state.band, scene) };
  return state.grip ? letGo(state, state.grip, scene) : { state };
}

function chooseInBand(state: SelectState, band: Band, scene: Scene): SelectState {
  if (distance(band.from, band.to) < DRAG_FROM) return { ...state, band: null };
  const [x0, x1] = [Math.min(band.from.x, band.to.x), Math.max(band.from.x, band.to.x)];
  const [y0, y1] = [Math.min(band.from.y, band.to.y), Math.max(band.from.y, band.to.y)];
  const inside = scene.shape.flatMap((ring, r) =>
    ring.flatMap((point, vertex) => {
      const { x, y } = toScreen(point, scene.camera);
      return x >= x0 && x <= x1 && y >= y0 && y <= y1 ? [{ ring: r, vertex }] : [];
    }),
  );
  return choice(inside);
}

function drag(state: SelectState, grip: Grip, pointer: Pointer, scene: Scene): SelectState {
  if (!grip.moved && distance(grip.from, pointer.screen) < DRAG_FROM) return state;
  const { draft, crossing } = moveHeld(grip, state.chosen ?? { ring: 0, vertex: null }, state.several, pointer, scene);
  const { shape, others } = shared(grip.before, draft, scene, grip.kind === "rings");
  return { ...state, grip: { ...grip, draft: shape, crossing, others, moved: true } };
}

/** What the edit does to shared borders; a whole outline that is moved leaves them behind. */
function shared(before: Shape, after: Shape, scene: Scene, whole: boolean): ReturnType<typeof sharedMoves> {
  if (whole) return { shape: after, others: [], fault: null };
  return sharedMoves(before, after, [...scene.others, ...(scene.unseen ?? [])]);
}

const CROSSES = t`There the outline would cross itself, so the point went back.`;

function letGo(state: SelectState, grip: Grip, scene: Scene): Outcome<SelectState> {
  const chosen = state.chosen ?? { ring: 0, vertex: null };
  const ring: Chosen = { ring: chosen.ring, vertex: null };
  if (!grip.moved && grip.inserts === "no") return { state: { ...state, several: [], grip: null } };
  if (!grip.moved && grip.inserts === "when-dragged") return { state: startSelect(ring) };
  const kept = startSelect(grip.inserts === "no" ? chosen : ring, state.several);
  const faulty = grip.draft.some((each, index) => each !== grip.before[index] && !soundRing(each));
  if (faulty) return { state: kept, notice: CROSSES };
  const { others, fault } = shared(grip.before, grip.draft, scene, grip.kind === "rings");
  if (fault) return { state: kept, notice: fault };
  return { state: { ...state, grip: null }, shape: { rings: grip.draft, label: labelOf(grip) }, others };
}

function labelOf({ inserts, kind }: Grip): string {
  if (inserts !== "no") return t`insert a point`;
  return { vertex: t`move a point`, vertices: t`move points`, rings: t`move the outline` }[kind];
}

/** The hovered point goes first, then the chosen points, then the chosen ring. */
function remove(state: SelectState, scene: Scene): Outcome<SelectState> {
  if (state.several.length === 0 && state.hover?.kind === "vertex") {
    return taken(state, afterRemoval(scene.shape, [{ ring: state.hover.ring, vertex: state.hover.index }]), scene);
  }
  const corners = chosenCorners(state);
  if (corners.length > 0) return taken(state, afterRemoval(scene.shape, corners), scene);
  if (!state.chosen || !scene.shape[state.chosen.ring]) {
    return { state, notice: t`Choose a point or an outline first, then press Delete.` };
  }
  const rings = replaceRing(scene.shape, state.chosen.ring, null);
  return { state: startSelect(), shape: { rings, label: t`delete an outline` } };
}

function nudge(state: SelectState, dx: number, dy: number, scene: Scene): Outcome<SelectState> {
  if (!state.chosen || !scene.shape[state.chosen.ring]) return { state };
  const edit = nudged(scene, state.chosen, state.several, dx, dy);
  const done = taken(state, edit, scene);
  return done.shape ? { ...done, state: { ...state, hover: null } } : done;
}

function insert(state: SelectState, scene: Scene): Outcome<SelectState> {
  if (state.chosen === null || state.chosen.vertex === null) {
    return { state, notice: t`Choose a point first: press . to go from point to point.` };
  }
  const corner = { ring: state.chosen.ring, vertex: state.chosen.vertex };
  return taken(state, withMidpoint(scene, corner), scene);
}

/** What an edit by key or click leads to, neighbours of a shared border included. */
function taken(state: SelectState, edit: Edit, scene: Scene): Outcome<SelectState> {
  if ("fault" in edit) return { state, notice: edit.fault };
  const { shape, others, fault } = shared(scene.shape, edit.rings, scene, edit.whole === true);
  if (fault) return { state, notice: fault };
  return { state: startSelect(edit.chosen), shape: { rings: shape, label: edit.label }, others };
}

/** From vertex to vertex and from ring to ring; `extend` keeps what was chosen on the way. */
function walk(state: SelectState, step: 1 | -1, extend: boolean, scene: Scene): SelectState {
  const next = stepCorner(scene.shape, state.chosen, step);
  if (!next) return state;
  if (!extend) return startSelect(next);
  const known = chosenCorners(state);
  return choice([...known.filter((one) => !hasCorner([next], one)), next]);
}
