/**
 * What the hand does: pointer and keys become steps of the tool in hand, and a finished step becomes a change.
 * Whoever draws by keyboard moves a crosshair, which the tools cannot tell from a pointer.
 */

import { t } from "@lingui/core/macro";
import { pan, toScreen, toVideo } from "../../geometry/camera";
import { partsIn } from "../../geometry/join";
import { distance, quantise, screenPoint, type VideoPoint } from "../../geometry/point";
import type { Shape } from "../../geometry/ring";
import {
  currentPlace,
  type Editor,
  type PointerEvent,
  refusal,
  sceneOf,
  type ToolName,
  type ToolState,
  visibleShape,
} from "../editor";
import { shareBorders } from "../tools/border";
import { startBrush, stepBrush } from "../tools/brush";
import { startJoin, stepJoin } from "../tools/join";
import { startMagic, stepMagic } from "../tools/magic";
import { startPolygon, stepPolygon } from "../tools/polygon";
import { startRefine, stepRefine } from "../tools/refine";
import { startRetrace, stepRetrace } from "../tools/retrace";
import { startSelect, stepSelect } from "../tools/select";
import { startSlice, stepSlice } from "../tools/slice";
import type { Input, Outcome, Scene } from "../tools/tool";
import { decide, drawnChange } from "./cells";
import { panStep, wholeFrame } from "./look";
import { goTo } from "./moves";
import { accept, askClicks } from "./suggestions";

/** A step of the tool in hand; in a read-only editor the select tool may still choose objects. */
export function strokeBy(editor: Editor, given: Input): Editor {
  return settle(editor, stepTool(editor.tool, given, sceneOf(editor)));
}

function stepTool(tool: ToolState, given: Input, scene: Scene): Outcome<ToolState> {
  switch (tool.tool) {
    case "select":
      return stepSelect(tool, given, scene);
    case "polygon":
      return stepPolygon(tool, given, scene);
    case "brush":
      return stepBrush(tool, given, scene);
    case "retrace":
      return stepRetrace(tool, given, scene);
    case "slice":
      return stepSlice(tool, given, scene);
    case "join":
      return stepJoin(tool, given, scene);
    case "magic":
      return stepMagic(tool, given, scene);
    case "refine":
      return stepRefine(tool, given, scene);
    case "hand":
      return given.type === "double" ? { state: tool, fit: true } : { state: tool, leave: given.type === "cancel" };
  }
}

/** What an outcome asks for, done. */
function settle(editor: Editor, outcome: Outcome<ToolState>): Editor {
  const same = outcome.state === editor.tool && !outcome.leave && outcome.notice === undefined;
  const notice = outcome.notice ?? (outcome.shape || outcome.state !== editor.tool ? null : editor.notice);
  const tool = outcome.leave ? startSelect() : outcome.state;
  const radius = tool.tool === "brush" ? tool.radius : editor.radius;
  let next: Editor = same ? editor : { ...editor, tool, radius, notice };
  if (outcome.leave) next = { ...next, crosshair: null };
  if (outcome.choose) next = goTo(next, editor.frame, outcome.choose);
  if (outcome.fit) next = wholeFrame(next);
  if (outcome.ask !== undefined) next = askClicks(next, outcome.ask);
  if (outcome.accept) next = accept(next, "whole");
  const place = currentPlace(editor);
  const change = place && drawnChange(editor, place, outcome);
  if (!change) return next;
  const decided = decide(next, change);
  return decided.history === next.history ? decided : { ...decided, notice };
}

/** The pointer, in the words of the canvas: it pans, or it is a step of the tool. */
export function pointBy(editor: Editor, event: PointerEvent): Editor {
  const { phase, at, button } = event;
  if (phase === "cancel") return editor.panning ? panStep(editor, "end", at) : strokeBy(editor, { type: "cancel" });
  const pans = editor.gripping || editor.tool.tool === "hand" || button === 1;
  if (phase === "press" && pans) return panStep(editor, "start", at);
  if (editor.panning && phase === "move") return panStep(editor, "move", at);
  if (editor.panning && phase === "release") return panStep(editor, "end", at);
  if (editor.blind && phase === "press") return editor;
  const turned = button === 2 && phase !== "move";
  const negative = turned && editor.tool.tool === "magic";
  if (turned && !negative) {
    return phase === "press" && editor.tool.tool !== "select" ? strokeBy(editor, { type: "take-back" }) : editor;
  }
  const where = { video: toVideo(at, editor.camera), screen: at };
  const input: Input = { type: phase, ...where, alt: event.alt || negative, shift: event.shift };
  return strokeBy(pointAt(editor, input), input);
}

/** A pointer takes over from the crosshair. */
export function pointAt(editor: Editor, input: Input): Editor {
  return editor.crosshair !== null && "screen" in input ? { ...editor, crosshair: null } : editor;
}

/** Move the crosshair by video pixels; the first time it appears where the last point is, or in the middle. */
export function stepCrosshair(editor: Editor, dx: number, dy: number): Editor {
  const from = editor.crosshair;
  const at = from ? quantise({ ...from, x: from.x + dx, y: from.y + dy }, editor.size) : firstCrosshair(editor);
  const shown = intoView({ ...editor, crosshair: at }, at);
  return strokeBy(shown, pointerInput("move", shown, at, false));
}

/** Press and let go where the crosshair is. */
export function pressAtCrosshair(editor: Editor, alt: boolean): Editor {
  if (editor.blind) return { ...editor, notice: t`There is no picture yet, so drawing here would be a guess.` };
  const at = editor.crosshair;
  if (!at) return stepCrosshair(editor, 0, 0);
  const pressed = strokeBy(editor, pointerInput("press", editor, at, alt));
  return strokeBy(pressed, pointerInput("release", pressed, at, alt));
}

function pointerInput(type: "press" | "move" | "release", editor: Editor, at: VideoPoint, alt: boolean): Input {
  return { type, video: at, screen: toScreen(at, editor.camera), alt, shift: false };
}

function firstCrosshair(editor: Editor): VideoPoint {
  const { tool, view, camera, size } = editor;
  const last = "points" in tool ? tool.points.at(-1) : undefined;
  const centre = quantise(toVideo(screenPoint(view.width / 2, view.height / 2), camera), size);
  return last ?? (tool.tool === "retrace" ? nearestCorner(visibleShape(editor), centre) : centre);
}

/** A stretch begins on the outline, so the crosshair does. */
function nearestCorner(shape: Shape, to: VideoPoint): VideoPoint {
  const corners = shape.flat().map((at) => ({ at, away: distance(at, to) }));
  return corners.reduce((best, next) => (next.away < best.away ? next : best), { at: to, away: Infinity }).at;
}

const MARGIN = 24;

/** The picture moved so far that a point of it is on the canvas, with some room around. */
function intoView(editor: Editor, at: VideoPoint): Editor {
  const { x, y } = toScreen(at, editor.camera);
  const short = (value: number, length: number) =>
    value < MARGIN ? MARGIN - value : value > length - MARGIN ? length - MARGIN - value : 0;
  if (editor.fitted) return editor;
  const [dx, dy] = [short(x, editor.view.width), short(y, editor.view.height)];
  return dx === 0 && dy === 0 ? editor : { ...editor, camera: pan(editor.camera, dx, dy) };
}

/** Take a tool in hand, or say why not. */
export function takeTool(editor: Editor, name: ToolName): Editor {
  const plain = { ...editor, crosshair: null, notice: null };
  if (name === "select") return { ...plain, tool: startSelect() };
  if (name === "hand") return { ...plain, tool: { tool: "hand" } };
  const reason = refusal(editor) ?? reasonAgainst(editor, name);
  if (reason) return { ...editor, notice: reason };
  const hidden = new Set([...editor.hidden].filter((id) => id !== editor.track));
  return { ...plain, hidden, tool: startTool(editor, name) };
}

type DrawingTool = Exclude<ToolName, "select" | "hand">;

function startTool(editor: Editor, name: DrawingTool): ToolState {
  switch (name) {
    case "part":
    case "hole":
      return startPolygon(name);
    case "brush":
    case "eraser":
      return startBrush(name, editor.radius);
    case "retrace":
      return startRetrace();
    case "slice":
      return startSlice();
    case "join":
      return startJoin(editor.tool.tool === "select" ? (editor.tool.chosen?.ring ?? null) : null);
    case "magic":
      return startMagic();
    case "simplify":
    case "smooth":
      return startRefine(name, sceneOf({ ...editor, hidden: new Set() }));
  }
}

const NEEDS_OUTLINE: Partial<Record<DrawingTool, string>> = {
  hole: t`There is no outline to cut a hole into. Press N to draw one.`,
  eraser: t`There is nothing to erase. Press B to paint or N to draw.`,
  retrace: t`There is no outline to redraw. Press N to draw one.`,
  slice: t`There is no outline to slice. Press N to draw one.`,
  simplify: t`There is no outline to simplify. Press N to draw one.`,
  smooth: t`There is no outline to smooth. Press N to draw one.`,
};

function reasonAgainst(editor: Editor, name: DrawingTool): string | null {
  const shape = visibleShape(editor);
  if (name === "join" && partsIn(shape) < 2) return t`Joining needs two parts. Press N to add a part.`;
  return shape.length === 0 ? (NEEDS_OUTLINE[name] ?? null) : null;
}

/** Take the neighbours' points wherever the chosen outline runs along them. */
export function shareBorder(editor: Editor): Editor {
  if (editor.tool.tool === "polygon" || editor.tool.tool === "retrace") return strokeBy(editor, { type: "follow" });
  const { shape, others, notice } = shareBorders(sceneOf(editor));
  return settle(editor, { state: startSelect(), shape, others, notice });
}
