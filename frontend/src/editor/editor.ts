/**
 * The open editor as one value: which object on which keyframe, how it is looked at, which tool is held, what a
 * model suggests, and the history of what was drawn. `reduce.ts` says how events change it; here is what it is,
 * what can happen to it, and what can be read off it.
 */

import { t } from "@lingui/core/macro";
import { type Camera, fitFrame } from "../geometry/camera";
import type { ScreenPoint, Size, VideoPoint } from "../geometry/point";
import type { Shape } from "../geometry/ring";
import type { Change } from "./change";
import { type Annotation, cellAt, cellKey, keyframesOf, type Place, shapeAt, stacked, type Track } from "./document";
import { begin, type History } from "./history";
import type { Suggestion, SuggestionRequest } from "./suggestion";
import { type BrushState, RADIUS } from "./tools/brush";
import type { JoinState } from "./tools/join";
import type { MagicState } from "./tools/magic";
import type { PolygonState } from "./tools/polygon";
import type { RefineState } from "./tools/refine";
import type { RetraceState } from "./tools/retrace";
import { type SelectState, startSelect } from "./tools/select";
import type { SliceState } from "./tools/slice";
import type { Input, Scene } from "./tools/tool";

/** The hand tool has nothing to remember: a pan in progress belongs to the editor, for every tool can pan. */
interface HandState {
  readonly tool: "hand";
}

export type ToolState =
  | SelectState
  | PolygonState
  | BrushState
  | RetraceState
  | SliceState
  | JoinState
  | MagicState
  | RefineState
  | HandState;

/**
 * What can be taken in hand: "part" and "hole" are the polygon's purposes, "brush" and "eraser" the brush's kinds,
 * "simplify" and "smooth" the ways of refining; "retrace" draws a stretch of an outline anew.
 */
export type ToolName =
  | "select"
  | "part"
  | "hole"
  | "brush"
  | "eraser"
  | "retrace"
  | "slice"
  | "join"
  | "magic"
  | "simplify"
  | "smooth"
  | "hand";

/** How the picture is shown, 1 as it is. Only for the eye: nothing that is drawn or asked depends on it. */
export interface Picture {
  readonly brightness: number;
  readonly contrast: number;
}

/** How much of an object a deletion takes: this keyframe, this and all later ones, or all. */
export type Scope = "frame" | "onwards" | "object";

export interface Editor {
  readonly history: History;
  /** The video's size in pixels, and the canvas's in CSS pixels. */
  readonly size: Size;
  readonly view: Size;
  readonly camera: Camera;
  /** Whether the camera still shows the whole frame, and so follows the canvas when it is resized. */
  readonly fitted: boolean;
  /** Any frame of the clip; the keyframes of the work are where one has to be. */
  readonly frame: number;
  readonly frameCount: number;
  readonly track: string | null;
  readonly tool: ToolState;
  /** The radius that the brush was last given, in video pixels. */
  readonly radius: number;
  /** Where the keyboard points while it draws; null while the pointer does. */
  readonly crosshair: VideoPoint | null;
  /** Space is down: the next press pans whatever the tool. */
  readonly gripping: boolean;
  readonly panning: { readonly from: ScreenPoint; readonly camera: Camera } | null;
  readonly hidden: ReadonlySet<string>;
  readonly locked: ReadonlySet<string>;
  /** Objects that keep their approval while others are opened again: locked, and not to be unlocked here. */
  readonly closed: ReadonlySet<string>;
  /** The object that is pointed at in the caption, the panel or the matrix. */
  readonly lit: string | null;
  /** Whether the chosen object's outlines on the neighbouring keyframes shine through. */
  readonly onion: boolean;
  /** Whether the grid of pixels is drawn where they are large enough. */
  readonly grid: boolean;
  readonly picture: Picture;
  /** What is suggested and not yet decided, and what was asked and not yet answered, by `cellKey`. */
  readonly suggestions: ReadonlyMap<string, Suggestion>;
  readonly requests: ReadonlyMap<string, SuggestionRequest>;
  /** The cell of which is asked how much of its object to delete. */
  readonly deleting: Place | null;
  readonly editable: boolean;
  /** There is no picture on the canvas: one may look around, but drawing would be a guess. */
  readonly blind: boolean;
  readonly notice: string | null;
}

export type EditorEvent =
  | { readonly type: "input"; readonly input: Input }
  | PointerEvent
  | { readonly type: "crosshair"; readonly dx: number; readonly dy: number }
  | { readonly type: "place"; readonly alt: boolean }
  | { readonly type: "choose-track"; readonly track: string }
  | { readonly type: "choose-ring"; readonly ring: number }
  | { readonly type: "go"; readonly frame: number; readonly track?: string }
  | { readonly type: "tool"; readonly tool: ToolName }
  | { readonly type: "share-border" }
  | CellEvent
  | SuggestionEvent
  | { readonly type: "undo" | "redo" }
  | { readonly type: "receive"; readonly change: Change }
  | LookEvent
  | { readonly type: "editable"; readonly editable: boolean }
  | { readonly type: "blind"; readonly blind: boolean }
  | { readonly type: "quiet" };

/** The pointer as the canvas reports it; what it means is decided here, with the camera of this moment. */
export interface PointerEvent {
  readonly type: "pointer";
  readonly phase: "press" | "move" | "release" | "double" | "cancel";
  readonly at: ScreenPoint;
  /** 0 left, 1 middle, 2 right, as the browser counts. */
  readonly button: number;
  readonly alt: boolean;
  readonly shift: boolean;
}

/**
 * Events that decide cells. `keep` answers the question of `ask-delete` with "nothing"; `redraw` gives any object
 * other rings, which nobody drew by hand: an overlap that was cut away, a crossing that was mended.
 */
export type CellEvent =
  | { readonly type: "toggle-absent" | "delete-cell" | "copy-on" | "ask-delete" | "keep" }
  | { readonly type: "delete"; readonly scope: Scope }
  | {
      readonly type: "redraw";
      readonly track: string;
      readonly frame: number;
      readonly shape: Shape;
      readonly label: string;
    }
  | { readonly type: "reorder"; readonly way: "up" | "down" };

/**
 * Events about suggestions. `suggest` with the `request` that it answers is dropped when that one is no longer
 * current; without one (found on opening) it is always taken. `accept` and `dismiss` mean the chosen cell;
 * `accept-part` adds the suggestion to what is drawn there instead of replacing it.
 */
export type SuggestionEvent =
  | { readonly type: "ask" | "ask-computed" }
  | { readonly type: "suggest"; readonly suggestion: Suggestion; readonly request?: SuggestionRequest }
  | { readonly type: "unanswered"; readonly request: SuggestionRequest; readonly text: string }
  | { readonly type: "accept" | "accept-part" | "dismiss" };

/** Events that change how the frame is looked at, and nothing of it. `hide` and `lock` turn about. */
export type LookEvent =
  | { readonly type: "resize"; readonly view: Size }
  | { readonly type: "fit" | "onion" | "grid" }
  | { readonly type: "hide-all" | "lock-all" }
  | { readonly type: "zoom"; readonly at: ScreenPoint | null; readonly factor: number }
  | { readonly type: "grip"; readonly held: boolean }
  | { readonly type: "pan"; readonly phase: "start" | "move" | "end"; readonly at: ScreenPoint }
  | { readonly type: "hide" | "lock"; readonly track: string }
  | { readonly type: "light"; readonly track: string | null }
  | { readonly type: "picture"; readonly brightness?: number; readonly contrast?: number };

/** A fresh editor on the first keyframe with the first object chosen that may be changed. */
export function openEditor(
  present: Annotation,
  size: Size,
  editable: boolean,
  closed: ReadonlySet<string> = new Set(),
  frameCount: number = (present.frames.at(-1) ?? 0) + 1,
): Editor {
  const view: Size = { width: size.width, height: size.height };
  return {
    history: begin(present),
    size,
    view,
    camera: fitFrame(size, view),
    fitted: true,
    frame: present.frames[0] ?? 0,
    frameCount,
    track: (present.tracks.find(({ id }) => !closed.has(id)) ?? present.tracks[0])?.id ?? null,
    tool: startSelect(),
    radius: RADIUS.first,
    crosshair: null,
    gripping: false,
    panning: null,
    hidden: new Set(),
    locked: closed,
    closed,
    lit: null,
    onion: false,
    grid: true,
    picture: { brightness: 1, contrast: 1 },
    suggestions: new Map(),
    requests: new Map(),
    deleting: null,
    editable,
    blind: false,
    notice: null,
  };
}

/** Where the next stroke goes, or null without an object. */
export function currentPlace(editor: Editor): Place | null {
  return editor.track === null ? null : { track: editor.track, frame: editor.frame };
}

/** The chosen object. */
export function currentTrack(editor: Editor): Track | null {
  return editor.history.present.tracks.find((track) => track.id === editor.track) ?? null;
}

/** The chosen object's rings as they are seen now, a drag in progress included. */
export function visibleShape(editor: Editor): Shape {
  return editor.track === null ? NO_RINGS : shapeSeen(editor, editor.track);
}

const NO_RINGS: Shape = [];

/** Any object's rings as they are seen now: a gesture in progress may hold those of two. */
export function shapeSeen(editor: Editor, track: string): Shape {
  const { tool } = editor;
  if (track === editor.track && tool.tool === "refine") return tool.draft;
  if (tool.tool === "select" && tool.grip) {
    if (track === editor.track) return tool.grip.draft;
    const along = tool.grip.others.find((other) => other.track === track);
    if (along) return along.rings;
  }
  return shapeAt(editor.history.present, { track, frame: editor.frame });
}

/** The suggestion for the chosen cell, and the question about it that waits for an answer. */
export function suggestionHere(editor: Editor): Suggestion | null {
  const place = currentPlace(editor);
  return (place && editor.suggestions.get(cellKey(place))) ?? null;
}

/** The unanswered question about the chosen cell. */
export function requestHere(editor: Editor): SuggestionRequest | null {
  const place = currentPlace(editor);
  return (place && editor.requests.get(cellKey(place))) ?? null;
}

/** Why the chosen cell cannot be changed, as a sentence with what to do; null when it can. */
export function refusal(editor: Editor): string | null {
  if (!editor.editable) return t`This is not open for editing.`;
  const track = currentTrack(editor);
  if (!track) return t`Choose an object first: press its digit.`;
  if (editor.closed.has(track.id)) return closedReason(track);
  return editor.locked.has(track.id) ? t`Object ${track.number} is locked. Press L to unlock it.` : null;
}

/** Why an object stays as it is while others are drawn again. */
export function closedReason({ number }: Track): string {
  return t`Object ${number} keeps its approval: the new caption left its words as they were.`;
}

/** Whether the chosen object is there to be touched: shown and not locked. */
export function touchable(editor: Editor): boolean {
  return editor.track !== null && !editor.hidden.has(editor.track) && !editor.locked.has(editor.track);
}

/** What the tool in hand looks at. */
export function sceneOf(editor: Editor): Scene {
  const { present } = editor.history;
  const others = stacked(present)
    .filter(({ id }) => id !== editor.track)
    .map(({ id }) => ({
      track: id,
      shape: shapeAt(present, { track: id, frame: editor.frame }),
      locked: editor.locked.has(id),
    }));
  return {
    frame: editor.size,
    camera: editor.camera,
    shape: touchable(editor) ? shapeAt(present, { track: editor.track ?? "", frame: editor.frame }) : NO_RINGS,
    others: others.filter(({ track }) => !editor.hidden.has(track)),
    unseen: others.filter(({ track }) => editor.hidden.has(track)),
  };
}

/** On how many keyframes each scope of a deletion would empty a decided cell. */
export function deletionCounts(editor: Editor, { track, frame }: Place): Readonly<Record<Scope, number>> {
  const { present } = editor.history;
  const decided = keyframesOf(present, track).filter((at) => cellAt(present, { track, frame: at }) !== null);
  return {
    frame: decided.includes(frame) ? 1 : 0,
    onwards: decided.filter((at) => at >= frame).length,
    object: decided.length,
  };
}
