/** Going to another cell, and what stays in hand on the way. */

import { type Editor, refusal, type ToolState } from "../editor";
import { startBrush } from "../tools/brush";
import { startJoin } from "../tools/join";
import { startMagic } from "../tools/magic";
import { startPolygon } from "../tools/polygon";
import { startRetrace } from "../tools/retrace";
import { startSelect } from "../tools/select";
import { startSlice } from "../tools/slice";

/** Go to a keyframe and an object. A tool for drawing stays in hand, so that N need not be pressed on each frame. */
export function goTo(editor: Editor, frame: number, track: string | null): Editor {
  if (frame === editor.frame && track === editor.track) return editor;
  const moved: Editor = { ...editor, frame, track, crosshair: null, deleting: null, notice: null };
  const stays = editor.tool.tool === "hand" || (refusal(moved) === null && !editor.hidden.has(track ?? ""));
  return { ...moved, tool: stays ? afresh(editor.tool) : startSelect() };
}

/** The tool as it is before its first gesture. A hole is seldom cut on the next frame, so it becomes an outline. */
function afresh(tool: ToolState): ToolState {
  switch (tool.tool) {
    case "polygon":
      return startPolygon("part");
    case "brush":
      return startBrush(tool.kind, tool.radius);
    case "retrace":
      return startRetrace();
    case "slice":
      return startSlice();
    case "join":
      return startJoin();
    case "magic":
      return startMagic();
    case "hand":
      return tool;
    default:
      return startSelect();
  }
}
