/**
 * The open editor as one value and one pure `reduce`: which object on which keyframe, how it is looked at,
 * which tool is held, and the history of what was drawn. The screen only shows it and feeds it events.
 */

import { type Camera, fitFrame, pan, zoomAt } from "../geometry/camera";
import { type ScreenPoint, type Size, screenPoint } from "../geometry/point";
import type { Shape } from "../geometry/ring";
import { type Change, cellChange } from "./change";
import { type Annotation, cellAt, type Place, shapeAt, type Track } from "./document";
import { begin, type History, placeOfChange, receive, redo, run, undo } from "./history";
import { type PolygonState, startPolygon, stepPolygon } from "./tools/polygon";
import { type SelectState, startSelect, stepSelect } from "./tools/select";
import type { Input, Outcome, Scene } from "./tools/tool";

/** The hand tool has nothing to remember: a pan in progress belongs to the editor, for every tool can pan. */
export interface HandState {
  readonly tool: "hand";
}

export type ToolState = SelectState | PolygonState | HandState;

export interface Editor {
  readonly history: History;
  /** The video's size in pixels, and the canvas's in CSS pixels. */
  readonly size: Size;
  readonly view: Size;
  readonly camera: Camera;
  /** Whether the camera still shows the whole frame, and so follows the canvas when it is resized. */
  readonly fitted: boolean;
  readonly frame: number;
  readonly track: string | null;
  readonly tool: ToolState;
  /** Space is down: the next press pans whatever the tool. */
  readonly gripping: boolean;
  readonly panning: { readonly from: ScreenPoint; readonly camera: Camera } | null;
  readonly hidden: ReadonlySet<string>;
  /** The object that is pointed at in the caption, the panel or the matrix. */
  readonly lit: string | null;
  /** Whether the chosen object's outlines on the neighbouring keyframes shine through. */
  readonly onion: boolean;
  readonly editable: boolean;
  readonly notice: string | null;
}

export type EditorEvent =
  | { readonly type: "input"; readonly input: Input }
  | { readonly type: "choose-track"; readonly track: string }
  | { readonly type: "choose-ring"; readonly ring: number }
  | { readonly type: "go"; readonly frame: number; readonly track?: string }
  | { readonly type: "tool"; readonly tool: "select" | "part" | "hole" | "hand" }
  | { readonly type: "toggle-absent" }
  | { readonly type: "delete-cell" }
  | { readonly type: "undo" | "redo" }
  | { readonly type: "receive"; readonly change: Change }
  | { readonly type: "resize"; readonly view: Size }
  | { readonly type: "fit" }
  | { readonly type: "zoom"; readonly at: ScreenPoint | null; readonly factor: number }
  | { readonly type: "grip"; readonly held: boolean }
  | { readonly type: "pan"; readonly phase: "start" | "move" | "end"; readonly at: ScreenPoint }
  | { readonly type: "hide"; readonly track: string }
  | { readonly type: "onion" }
  | { readonly type: "light"; readonly track: string | null }
  | { readonly type: "editable"; readonly editable: boolean }
  | { readonly type: "quiet" };

/** A fresh editor on the first keyframe with the first object chosen. */
export function openEditor(present: Annotation, size: Size, editable: boolean): Editor {
  const view: Size = { width: size.width, height: size.height };
  return {
    history: begin(present),
    size,
    view,
    camera: fitFrame(size, view),
    fitted: true,
    frame: present.frames[0] ?? 0,
    track: present.tracks[0]?.id ?? null,
    tool: startSelect(),
    gripping: false,
    panning: null,
    hidden: new Set(),
    lit: null,
    onion: false,
    editable,
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
  if (editor.tool.tool === "select" && editor.tool.grip) return editor.tool.grip.draft;
  const place = currentPlace(editor);
  return place ? shapeAt(editor.history.present, place) : [];
}

/** The editor after an event. */
export function reduce(editor: Editor, event: EditorEvent): Editor {
  switch (event.type) {
    case "input":
      return input(editor, event.input);
    case "choose-track":
      return go(editor, editor.frame, event.track);
    case "choose-ring":
      return { ...editor, tool: startSelect({ ring: event.ring, vertex: null }) };
    case "go":
      return go(editor, event.frame, event.track ?? editor.track);
    case "tool":
      return takeTool(editor, event.tool);
    case "toggle-absent":
      return toggleAbsent(editor);
    case "delete-cell":
      return decide(editor, "delete the keyframe", null);
    case "undo":
    case "redo":
      return walk(editor, event.type);
    case "receive":
      return { ...editor, history: receive(editor.history, event.change), tool: settled(editor, event.change) };
    case "hide":
      return { ...editor, hidden: toggled(editor.hidden, event.track) };
    case "onion":
      return { ...editor, onion: !editor.onion };
    case "light":
      return editor.lit === event.track ? editor : { ...editor, lit: event.track };
    case "editable":
      return { ...editor, editable: event.editable };
    case "quiet":
      return { ...editor, notice: null };
    default:
      return look(editor, event);
  }
}

type LookEvent = Extract<EditorEvent, { type: "resize" | "fit" | "zoom" | "grip" | "pan" }>;

/** Events that change how the frame is looked at, and nothing of it. */
function look(editor: Editor, event: LookEvent): Editor {
  switch (event.type) {
    case "resize":
      return { ...editor, view: event.view, camera: editor.fitted ? fitFrame(editor.size, event.view) : editor.camera };
    case "fit":
      return { ...editor, camera: fitFrame(editor.size, editor.view), fitted: true };
    case "zoom": {
      const at = event.at ?? screenPoint(editor.view.width / 2, editor.view.height / 2);
      return { ...editor, camera: zoomAt(editor.camera, at, event.factor), fitted: false };
    }
    case "grip":
      return { ...editor, gripping: event.held };
    case "pan":
      return panStep(editor, event.phase, event.at);
  }
}

function panStep(editor: Editor, phase: "start" | "move" | "end", at: ScreenPoint): Editor {
  if (phase === "start") return { ...editor, panning: { from: at, camera: editor.camera } };
  if (!editor.panning) return editor;
  const { from, camera } = editor.panning;
  const moved = { ...editor, camera: pan(camera, at.x - from.x, at.y - from.y), fitted: false };
  return phase === "end" ? { ...editor, panning: null } : moved;
}

/** A step of the tool in hand; in a read-only editor the select tool may still choose objects. */
function input(editor: Editor, given: Input): Editor {
  const scene = sceneOf(editor);
  switch (editor.tool.tool) {
    case "select":
      return settle(editor, stepSelect(editor.tool, given, scene));
    case "polygon":
      return settle(editor, stepPolygon(editor.tool, given, scene));
    case "hand":
      return given.type === "cancel" ? { ...editor, tool: startSelect() } : editor;
  }
}

/** What the tool in hand looks at. */
export function sceneOf(editor: Editor): Scene {
  const { present } = editor.history;
  const shown = present.tracks.filter((track) => track.id !== editor.track && !editor.hidden.has(track.id));
  return {
    frame: editor.size,
    camera: editor.camera,
    shape: editor.track === null ? [] : shapeAt(present, { track: editor.track, frame: editor.frame }),
    others: shown.map(({ id }) => ({ track: id, shape: shapeAt(present, { track: id, frame: editor.frame }) })),
  };
}

function settle(editor: Editor, outcome: Outcome<SelectState | PolygonState>): Editor {
  const notice = outcome.notice ?? (outcome.shape || outcome.state !== editor.tool ? null : editor.notice);
  const stepped = { ...editor, tool: outcome.leave ? startSelect() : outcome.state, notice };
  if (outcome.choose) return go(stepped, editor.frame, outcome.choose);
  if (!outcome.shape) return stepped;
  const { rings, label } = outcome.shape;
  const decided = decide(stepped, label, rings.length > 0 ? { kind: "drawn", shape: rings } : null);
  return { ...decided, tool: stepped.tool, notice };
}

function decide(editor: Editor, label: string, cell: ReturnType<typeof cellAt>): Editor {
  const place = currentPlace(editor);
  if (!place) return editor;
  if (!editor.editable) return { ...editor, tool: startSelect(), notice: "This is not open for editing." };
  const history = run(editor.history, cellChange(label, place, cell));
  return { ...editor, history, tool: startSelect(), notice: null };
}

function toggleAbsent(editor: Editor): Editor {
  const place = currentPlace(editor);
  if (!place) return editor;
  const absent = cellAt(editor.history.present, place)?.kind === "absent";
  return decide(editor, absent ? "take back “absent”" : "declare absent", absent ? null : { kind: "absent" });
}

function takeTool(editor: Editor, tool: "select" | "part" | "hole" | "hand"): Editor {
  if (tool === "select") return { ...editor, tool: startSelect(), notice: null };
  if (tool === "hand") return { ...editor, tool: { tool: "hand" }, notice: null };
  if (!editor.editable) return { ...editor, notice: "This is not open for editing." };
  if (!currentTrack(editor)) return { ...editor, notice: "Choose an object first: press its digit." };
  if (tool === "hole" && visibleShape(editor).length === 0) {
    return { ...editor, notice: "There is no outline to cut a hole into. Press N to draw one." };
  }
  return { ...editor, tool: startPolygon(tool), notice: null };
}

/** Go to a keyframe and an object. A tool for drawing stays in hand, so that N need not be pressed on each frame. */
function go(editor: Editor, frame: number, track: string | null): Editor {
  if (frame === editor.frame && track === editor.track) return editor;
  const tool =
    editor.tool.tool === "polygon" ? startPolygon("part") : editor.tool.tool === "hand" ? editor.tool : startSelect();
  return { ...editor, frame, track, tool, notice: null };
}

function walk(editor: Editor, way: "undo" | "redo"): Editor {
  const { past, future } = editor.history;
  const change = (way === "undo" ? past : future).at(-1);
  const place = placeOfChange(change);
  if (!place || !editor.editable) return editor;
  const history = way === "undo" ? undo(editor.history) : redo(editor.history);
  return { ...editor, history, frame: place.frame, track: place.track, tool: startSelect(), notice: null };
}

/** A gesture on a cell that was exchanged under the hand is let go; any other goes on. */
function settled(editor: Editor, change: Change): ToolState {
  const touched = change.writes.some((write) => write.track === editor.track && write.frame === editor.frame);
  return touched && editor.tool.tool === "select" ? startSelect() : editor.tool;
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  return set.has(item) ? new Set([...set].filter((other) => other !== item)) : new Set([...set, item]);
}
