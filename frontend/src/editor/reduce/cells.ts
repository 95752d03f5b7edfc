/** What becomes of cells: every decision of a person enters the history here, as one change. */

import { t } from "@lingui/core/macro";
import { type Change, cellChange, type Write } from "../change";
import { type Cell, cellAt, cellKey, keyframesBeside, keyframesOf, type Place } from "../document";
import { type CellEvent, currentPlace, currentTrack, type Editor, refusal, type Scope } from "../editor";
import { receive, run } from "../history";
import { startSelect } from "../tools/select";
import type { Outcome } from "../tools/tool";
import { goTo } from "./moves";

/** The editor after a decision that needs no tool. */
export function decideBy(editor: Editor, event: CellEvent): Editor {
  switch (event.type) {
    case "toggle-absent":
      return toggleAbsent(editor);
    case "delete-cell":
      return remove(editor, currentPlace(editor), "frame");
    case "ask-delete":
      return askDelete(editor);
    case "keep":
      return { ...editor, deleting: null };
    case "delete":
      return remove(editor, editor.deleting ?? currentPlace(editor), event.scope);
    case "redraw":
      return redraw(editor, event);
    case "copy-on":
      return copyOn(editor);
    case "reorder":
      return reorder(editor, event.way);
  }
}

/** Do a change, unless the chosen object may not be changed; then say why. Suggestions for its cells are over. */
export function decide(editor: Editor, change: Change): Editor {
  const reason = refusal(editor);
  if (reason) return { ...editor, tool: startSelect(), notice: reason };
  const settled = change.writes.map(cellKey);
  return {
    ...editor,
    history: run(editor.history, change),
    suggestions: without(editor.suggestions, settled),
    requests: without(editor.requests, settled),
    deleting: null,
    notice: null,
  };
}

/** The change that a tool's outcome means: the chosen object's rings, and those of who shares a border with it. */
export function drawnChange(editor: Editor, place: Place, outcome: Outcome<unknown>): Change | null {
  if (!outcome.shape) return null;
  const { rings, label } = outcome.shape;
  const writes: readonly Write[] = [
    { ...place, cell: redrawn(editor, place, rings) },
    ...(outcome.others ?? []).map((other) => {
      const beside = { track: other.track, frame: place.frame };
      return { ...beside, cell: redrawn(editor, beside, other.rings) };
    }),
  ];
  return { label, writes };
}

/** The cell with other rings; it still says which suggestion it began as. */
function redrawn(editor: Editor, place: Place, rings: Extract<Cell, { kind: "drawn" }>["shape"]): Cell | null {
  if (rings.length === 0) return null;
  const before = cellAt(editor.history.present, place);
  const from = before?.kind === "drawn" ? before.from : undefined;
  return from === undefined ? { kind: "drawn", shape: rings } : { kind: "drawn", shape: rings, from };
}

/** Other rings for any object, where the chosen one may be another. */
function redraw(editor: Editor, event: Extract<CellEvent, { type: "redraw" }>): Editor {
  const { track, frame, shape, label } = event;
  if (editor.locked.has(track)) return { ...editor, notice: t`This object is locked. Unlock it first.` };
  const place = { track, frame };
  const asChosen = decide({ ...editor, track }, cellChange(label, place, redrawn(editor, place, shape)));
  const tool = track === editor.track ? startSelect() : editor.tool;
  return { ...asChosen, track: editor.track, tool };
}

/** Take over what was decided elsewhere. A gesture on a cell that is exchanged under the hand is let go. */
export function receiveCells(editor: Editor, change: Change): Editor {
  const touched = change.writes.some((write) => write.track === editor.track && write.frame === editor.frame);
  const held = editor.tool.tool === "select" || editor.tool.tool === "refine" || editor.tool.tool === "join";
  const tool = touched && held ? startSelect() : editor.tool;
  return { ...editor, history: receive(editor.history, change), tool };
}

function toggleAbsent(editor: Editor): Editor {
  const place = currentPlace(editor);
  if (!place) return editor;
  const absent = cellAt(editor.history.present, place)?.kind === "absent";
  const change = absent
    ? cellChange(t`take back “absent”`, place, null)
    : cellChange(t`declare absent`, place, { kind: "absent" });
  return { ...decide(editor, change), tool: startSelect() };
}

/** Ask how much to delete. */
function askDelete(editor: Editor): Editor {
  const place = currentPlace(editor);
  const reason = refusal(editor);
  if (!place || reason) return { ...editor, notice: reason };
  const { present } = editor.history;
  const decided = keyframesOf(present, place.track).some((frame) => cellAt(present, { track: place.track, frame }));
  if (decided) return { ...editor, deleting: place, notice: null };
  return { ...editor, notice: t`Nothing is drawn of this object on any keyframe.` };
}

const DELETED: Readonly<Record<Scope, string>> = {
  frame: t`delete the keyframe`,
  onwards: t`delete from here on`,
  object: t`delete the whole object`,
};

function remove(editor: Editor, place: Place | null, scope: Scope): Editor {
  if (!place) return editor;
  const { present } = editor.history;
  const writes = keyframesOf(present, place.track)
    .filter((frame) => scope === "object" || (scope === "onwards" ? frame >= place.frame : frame === place.frame))
    .map((frame) => ({ track: place.track, frame, cell: null }))
    .filter((write) => cellAt(present, write) !== null);
  if (writes.length === 0) return { ...editor, deleting: null, notice: t`There is nothing to delete.` };
  return { ...decide(editor, { label: DELETED[scope], writes }), tool: startSelect(), deleting: null };
}

/** The cell as it is on the next keyframe too, and go there. Nothing is asked: what was there comes back by undo. */
function copyOn(editor: Editor): Editor {
  const place = currentPlace(editor);
  const cell = place && cellAt(editor.history.present, place);
  const next = place && keyframesBeside(editor.history.present, place)[1];
  if (!place || !cell) return { ...editor, notice: t`There is nothing to copy: draw the outline first.` };
  if (next == null) return { ...editor, notice: t`This is the last keyframe.` };
  const copy: Cell = cell.kind === "drawn" ? { kind: "drawn", shape: cell.shape } : cell;
  const copied = decide(editor, cellChange(t`copy to the next keyframe`, { track: place.track, frame: next }, copy));
  return copied.history === editor.history ? copied : goTo(copied, next, place.track);
}

/** One step up or down among the objects, as one change; at the end of the pile there is nothing to do. */
function reorder(editor: Editor, way: "up" | "down"): Editor {
  const track = currentTrack(editor);
  const { order } = editor.history.present;
  const here = order.indexOf(track?.id ?? "");
  const there = order[way === "up" ? here + 1 : here - 1];
  if (!track || there === undefined) {
    return { ...editor, notice: way === "up" ? t`It is on top already.` : t`It is at the bottom already.` };
  }
  const swapped = order.map((id) => (id === track.id ? there : id === there ? track.id : id));
  return decide(editor, { label: way === "up" ? t`bring forward` : t`send back`, writes: [], order: swapped });
}

function without<Value>(map: ReadonlyMap<string, Value>, keys: readonly string[]): ReadonlyMap<string, Value> {
  if (!keys.some((key) => map.has(key))) return map;
  return new Map([...map].filter(([key]) => !keys.includes(key)));
}
