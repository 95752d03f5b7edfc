/**
 * Click-to-mask: a click says "this is of it", a click with Alt or the right button "this is not", a drag draws a
 * box around it. Every mark asks anew with all marks so far, and what comes back is a suggestion like any other.
 */

import { t } from "@lingui/core/macro";
import { distance, quantise, type ScreenPoint, type VideoPoint } from "../../geometry/point";
import type { Box } from "../../geometry/ring";
import { DRAG_FROM, type Input, type Outcome, type Pointer, type Question, type Scene } from "./tool";

/** One thing that was pointed at; the last box is the one that counts. */
export type Mark =
  | { readonly kind: "click"; readonly at: VideoPoint; readonly positive: boolean }
  | { readonly kind: "box"; readonly box: Box };

export interface MagicState {
  readonly tool: "magic";
  readonly marks: readonly Mark[];
  /** Marks that were taken back, the next to be put back last. */
  readonly undone: readonly Mark[];
  /** The button is down: a click until the pointer has moved, then a box. */
  readonly held: Held | null;
}

interface Held {
  readonly screen: ScreenPoint;
  readonly from: VideoPoint;
  readonly to: VideoPoint;
  readonly positive: boolean;
  readonly isBox: boolean;
}

/** The tool before its first mark. */
export function startMagic(): MagicState {
  return { tool: "magic", marks: [], undone: [], held: null };
}

/** What the marks ask. */
function questionOf({ marks }: MagicState): Question {
  const clicks = marks.flatMap((mark) =>
    mark.kind === "click" ? [{ x: mark.at.x, y: mark.at.y, positive: mark.positive }] : [],
  );
  const last = marks.findLast((mark) => mark.kind === "box");
  return { clicks, box: last?.kind === "box" ? last.box : null };
}

/** The box that is being drawn, or null. */
export function boxInHand({ held }: MagicState): Box | null {
  return held?.isBox ? boxOf(held.from, held.to) : null;
}

/** One step of pointing. */
export function stepMagic(state: MagicState, input: Input, scene: Scene): Outcome<MagicState> {
  switch (input.type) {
    case "press":
      return { state: { ...state, held: hold(input, scene) } };
    case "move":
      return { state: state.held ? { ...state, held: carry(state.held, input, scene) } : state };
    case "release":
      return state.held ? mark(state, state.held) : { state };
    case "take-back":
    case "remove":
      return takeBack(state);
    case "put-back":
      return putBack(state);
    case "finish":
      return { state, accept: true };
    case "cancel":
      return cancel(state);
    default:
      return { state };
  }
}

function hold(pointer: Pointer, scene: Scene): Held {
  const at = quantise(pointer.video, scene.frame);
  return { screen: pointer.screen, from: at, to: at, positive: !pointer.alt, isBox: false };
}

function carry(held: Held, pointer: Pointer, scene: Scene): Held {
  const isBox = held.isBox || distance(held.screen, pointer.screen) >= DRAG_FROM;
  return { ...held, to: quantise(pointer.video, scene.frame), isBox };
}

function mark(state: MagicState, held: Held): Outcome<MagicState> {
  const box = boxOf(held.from, held.to);
  if (!held.isBox) return asked(state, { kind: "click", at: held.from, positive: held.positive });
  if (box.x1 - box.x0 < 1 || box.y1 - box.y0 < 1) {
    return { state: { ...state, held: null }, notice: t`That box holds no pixel. Draw it around the object.` };
  }
  return asked(state, { kind: "box", box });
}

function asked(state: MagicState, next: Mark): Outcome<MagicState> {
  const marked = { ...state, marks: [...state.marks, next], undone: [], held: null };
  if (tellsWhere(marked)) return { state: marked, ask: questionOf(marked) };
  return { state: marked, notice: t`Now click on the object: so far the clicks only say what it is not.` };
}

function takeBack(state: MagicState): Outcome<MagicState> {
  const last = state.marks.at(-1);
  if (!last) return { state };
  const left = { ...state, marks: state.marks.slice(0, -1), undone: [...state.undone, last], held: null };
  return { state: left, ask: tellsWhere(left) ? questionOf(left) : null };
}

function putBack(state: MagicState): Outcome<MagicState> {
  const next = state.undone.at(-1);
  if (!next) return { state };
  const back = { ...state, marks: [...state.marks, next], undone: state.undone.slice(0, -1), held: null };
  return { state: back, ask: tellsWhere(back) ? questionOf(back) : null };
}

/** Escape lets go of the drag, then of the marks and what they brought, then of the tool. */
function cancel(state: MagicState): Outcome<MagicState> {
  if (state.held) return { state: { ...state, held: null } };
  return state.marks.length > 0 ? { state: startMagic(), ask: null } : { state, leave: true };
}

/** Whether the marks say where the object is, and not only where it is not. */
function tellsWhere({ marks }: MagicState): boolean {
  return marks.some((each) => each.kind === "box" || each.positive);
}

function boxOf(a: VideoPoint, b: VideoPoint): Box {
  return { x0: Math.min(a.x, b.x), y0: Math.min(a.y, b.y), x1: Math.max(a.x, b.x), y1: Math.max(a.y, b.y) };
}
