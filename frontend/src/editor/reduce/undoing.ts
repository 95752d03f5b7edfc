/** Walking back and forth through what was done: inside a drawing point by point, then change by change. */

import type { Editor } from "../editor";
import { placeOfChange, redo, undo } from "../history";
import { startSelect } from "../tools/select";
import { strokeBy } from "./strokes";

/** What of a drawing in progress can be taken back, or put back, before the history is touched. */
export function isLocal({ tool }: Editor, way: "undo" | "redo"): boolean {
  switch (tool.tool) {
    case "polygon":
    case "retrace":
    case "slice":
      return (way === "undo" ? tool.points : tool.undone).length > 0;
    case "magic":
      return (way === "undo" ? tool.marks : tool.undone).length > 0;
    case "refine":
      return way === "undo";
    default:
      return false;
  }
}

/** Take back or do again: the last point of a drawing first, then the history, going to where it happened. */
export function stepHistory(editor: Editor, way: "undo" | "redo"): Editor {
  if (isLocal(editor, way)) {
    const back = editor.tool.tool === "refine" ? "cancel" : "take-back";
    return strokeBy(editor, { type: way === "undo" ? back : "put-back" });
  }
  const { past, future } = editor.history;
  const change = (way === "undo" ? past : future).at(-1);
  if (!change || !editor.editable) return editor;
  const { frame, track } = placeOfChange(change) ?? editor;
  const history = way === "undo" ? undo(editor.history) : redo(editor.history);
  return { ...editor, history, frame, track, tool: startSelect(), crosshair: null, deleting: null, notice: null };
}
