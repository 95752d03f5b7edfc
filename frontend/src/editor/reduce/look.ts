/** How the frame is looked at: camera, what is hidden and locked, the picture's light. Nothing here is undone. */

import { fitFrame, pan, zoomAt } from "../../geometry/camera";
import { type ScreenPoint, screenPoint } from "../../geometry/point";
import { closedReason, type Editor, type LookEvent, type Picture } from "../editor";
import { startSelect } from "../tools/select";

/** The editor after an event that changes only the look. */
export function lookBy(editor: Editor, event: LookEvent): Editor {
  switch (event.type) {
    case "resize":
      return { ...editor, view: event.view, camera: editor.fitted ? fitFrame(editor.size, event.view) : editor.camera };
    case "fit":
      return wholeFrame(editor);
    case "zoom": {
      const at = event.at ?? screenPoint(editor.view.width / 2, editor.view.height / 2);
      return { ...editor, camera: zoomAt(editor.camera, at, event.factor), fitted: false };
    }
    case "grip":
      return editor.gripping === event.held ? editor : { ...editor, gripping: event.held };
    case "pan":
      return panStep(editor, event.phase, event.at);
    case "onion":
      return { ...editor, onion: !editor.onion };
    case "grid":
      return { ...editor, grid: !editor.grid };
    case "light":
      return editor.lit === event.track ? editor : { ...editor, lit: event.track };
    case "picture":
      return { ...editor, picture: lit(editor.picture, event) };
    default:
      return veil(editor, event);
  }
}

type VeilEvent = Extract<LookEvent, { type: "hide" | "lock" | "hide-all" | "lock-all" }>;

/** Hide and lock; what is held of an object that can no longer be touched is let go. */
function veil(editor: Editor, event: VeilEvent): Editor {
  const ids = editor.history.present.tracks.map((track) => track.id);
  switch (event.type) {
    case "hide":
      return letGo({ ...editor, hidden: toggled(editor.hidden, event.track) });
    case "lock":
      return lock(editor, event.track);
    case "hide-all":
      return letGo({ ...editor, hidden: allOrNone(editor.hidden, ids) });
    case "lock-all":
      return letGo({ ...editor, locked: new Set([...allOrNone(editor.locked, ids), ...editor.closed]) });
  }
}

function lock(editor: Editor, track: string): Editor {
  const asked = editor.history.present.tracks.find(({ id }) => id === track);
  if (asked && editor.closed.has(track)) return { ...editor, notice: closedReason(asked) };
  return letGo({ ...editor, locked: toggled(editor.locked, track) });
}

function letGo(editor: Editor): Editor {
  const { track, tool } = editor;
  const untouchable = track !== null && (editor.hidden.has(track) || editor.locked.has(track));
  return untouchable && tool.tool !== "hand" ? { ...editor, tool: startSelect(), crosshair: null } : editor;
}

/** The whole frame again. */
export function wholeFrame(editor: Editor): Editor {
  return { ...editor, camera: fitFrame(editor.size, editor.view), fitted: true };
}

/** One step of moving the picture by hand. */
export function panStep(editor: Editor, phase: "start" | "move" | "end", at: ScreenPoint): Editor {
  if (phase === "start") return { ...editor, panning: { from: at, camera: editor.camera } };
  if (!editor.panning) return editor;
  if (phase === "end") return { ...editor, panning: null };
  const { from, camera } = editor.panning;
  return { ...editor, camera: pan(camera, at.x - from.x, at.y - from.y), fitted: false };
}

const LIGHT = { least: 0.25, most: 3 } as const;

function lit(picture: Picture, asked: Partial<Picture>): Picture {
  const within = (value: number) => Math.min(Math.max(value, LIGHT.least), LIGHT.most);
  return {
    brightness: within(asked.brightness ?? picture.brightness),
    contrast: within(asked.contrast ?? picture.contrast),
  };
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  return set.has(item) ? new Set([...set].filter((other) => other !== item)) : new Set([...set, item]);
}

function allOrNone(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return ids.every((id) => set.has(id)) ? new Set() : new Set(ids);
}
