/** The one way in which the editor changes: an event in, a new value out, and nothing else happens. */

import type { Editor, EditorEvent } from "./editor";
import { decideBy, receiveCells } from "./reduce/cells";
import { lookBy } from "./reduce/look";
import { goTo } from "./reduce/moves";
import { pointAt, pointBy, pressAtCrosshair, shareBorder, stepCrosshair, strokeBy, takeTool } from "./reduce/strokes";
import { suggestBy } from "./reduce/suggestions";
import { stepHistory } from "./reduce/undoing";
import { startSelect } from "./tools/select";

/** The editor after an event; the same value when the event changes nothing. */
export function reduce(editor: Editor, event: EditorEvent): Editor {
  switch (event.type) {
    case "input":
      return strokeBy(pointAt(editor, event.input), event.input);
    case "pointer":
      return pointBy(editor, event);
    case "crosshair":
      return stepCrosshair(editor, event.dx, event.dy);
    case "place":
      return pressAtCrosshair(editor, event.alt);
    case "tool":
      return takeTool(editor, event.tool);
    case "share-border":
      return shareBorder(editor);
    case "choose-track":
      return goTo(editor, editor.frame, event.track);
    case "choose-ring":
      return { ...editor, tool: startSelect({ ring: event.ring, vertex: null }) };
    case "go":
      return goTo(editor, event.frame, event.track ?? editor.track);
    case "undo":
    case "redo":
      return stepHistory(editor, event.type);
    case "receive":
      return receiveCells(editor, event.change);
    case "editable":
      return editor.editable === event.editable ? editor : { ...editor, editable: event.editable };
    case "blind":
      return editor.blind === event.blind ? editor : { ...editor, blind: event.blind };
    case "quiet":
      return { ...editor, notice: null };
    default:
      return rest(editor, event);
  }
}

type Rest = Parameters<typeof decideBy>[1] | Parameters<typeof suggestBy>[1] | Parameters<typeof lookBy>[1];

function rest(editor: Editor, event: Rest): Editor {
  switch (event.type) {
    case "toggle-absent":
    case "delete-cell":
    case "copy-on":
    case "ask-delete":
    case "keep":
    case "delete":
    case "redraw":
    case "reorder":
      return decideBy(editor, event);
    case "ask":
    case "ask-computed":
    case "suggest":
    case "unanswered":
    case "accept":
    case "accept-part":
    case "dismiss":
      return suggestBy(editor, event);
    default:
      return lookBy(editor, event);
  }
}
