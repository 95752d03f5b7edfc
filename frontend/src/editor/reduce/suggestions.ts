/** Asking a model for a draft of the chosen cell, and what becomes of its answer. */

import { t } from "@lingui/core/macro";
import { union } from "../../geometry/boolean";
import { cellChange } from "../change";
import { type Cell, cellAt, cellKey, keyframesOf, type Place, shapeAt } from "../document";
import { currentPlace, type Editor, refusal, type SuggestionEvent, suggestionHere } from "../editor";
import type { SuggestionRequest } from "../suggestion";
import { startMagic } from "../tools/magic";
import { startSelect } from "../tools/select";
import type { Question } from "../tools/tool";
import { decide } from "./cells";

/** The editor after an event about suggestions. */
export function suggestBy(editor: Editor, event: SuggestionEvent): Editor {
  switch (event.type) {
    case "ask":
      return askNeighbour(editor);
    case "ask-computed":
      return askComputed(editor);
    case "suggest":
      return take(editor, event);
    case "unanswered":
      return giveUp(editor, event.request, event.text);
    case "accept":
      return accept(editor, "whole");
    case "accept-part":
      return accept(editor, "part");
    case "dismiss":
      return dismiss(editor);
  }
}

/** Ask what clicks mean; null withdraws what was asked and puts away what came of it. */
export function askClicks(editor: Editor, question: Question | null): Editor {
  const place = currentPlace(editor);
  if (!place) return editor;
  if (question === null) return forget(editor, place);
  return asked(editor, { ...place, ...question, method: "clicks", from: null });
}

/** Ask for the outline of the nearest drawn keyframe, an earlier one first, carried to this one. */
function askNeighbour(editor: Editor): Editor {
  const place = currentPlace(editor);
  const reason = refusal(editor);
  if (!place || reason) return { ...editor, notice: reason };
  const from = neighbourOf(editor, place);
  if (from === null)
    return { ...editor, notice: t`This object is drawn on no other keyframe yet. Press N to draw it.` };
  return { ...asked(editor, { ...place, method: "neighbour", clicks: [], box: null, from }), notice: null };
}

/** Ask for the computed mask of this frame as an outline, to make a keyframe of it. */
function askComputed(editor: Editor): Editor {
  const place = currentPlace(editor);
  const reason = refusal(editor);
  if (!place || reason) return { ...editor, notice: reason };
  return { ...asked(editor, { ...place, method: "computed", clicks: [], box: null, from: null }), notice: null };
}

/** The keyframe to start from: the nearest earlier one where the object is drawn, else the nearest later one. */
export function neighbourOf(editor: Editor, { track, frame }: Place): number | null {
  const { present } = editor.history;
  const drawn = keyframesOf(present, track).filter(
    (at) => at !== frame && shapeAt(present, { track, frame: at }).length > 0,
  );
  return drawn.findLast((at) => at < frame) ?? drawn.find((at) => at > frame) ?? null;
}

function asked(editor: Editor, request: SuggestionRequest): Editor {
  return { ...editor, requests: new Map(editor.requests).set(cellKey(request), request) };
}

function take(editor: Editor, event: Extract<SuggestionEvent, { type: "suggest" }>): Editor {
  const { suggestion, request } = event;
  const key = cellKey(suggestion);
  if (request && editor.requests.get(key) !== request) return editor;
  const suggestions = new Map(editor.suggestions).set(key, suggestion);
  return { ...editor, suggestions, requests: request ? dropped(editor.requests, key) : editor.requests };
}

function giveUp(editor: Editor, request: SuggestionRequest, text: string): Editor {
  const key = cellKey(request);
  if (editor.requests.get(key) !== request) return editor;
  return { ...editor, requests: dropped(editor.requests, key), notice: text };
}

/** What is dashed becomes solid. Click-to-mask stays in hand for the next object. */
export function accept(editor: Editor, as: "whole" | "part"): Editor {
  const suggestion = suggestionHere(editor);
  if (!suggestion) return { ...editor, notice: t`There is no suggestion here to accept.` };
  const before = cellAt(editor.history.present, suggestion);
  const kept = as === "part" && before?.kind === "drawn" ? before.shape : [];
  const shape = kept.length > 0 ? union(kept, suggestion.shape, editor.size) : suggestion.shape;
  const cell: Cell = { kind: "drawn", shape, from: suggestion.id };
  const label =
    as === "part" ? t`add the suggestion` : before ? t`replace by the suggestion` : t`accept the suggestion`;
  const decided = decide(editor, cellChange(label, suggestion, cell));
  if (decided.history === editor.history) return decided;
  return { ...decided, tool: editor.tool.tool === "magic" ? startMagic() : startSelect(), crosshair: null };
}

function dismiss(editor: Editor): Editor {
  const place = currentPlace(editor);
  if (!place) return editor;
  const tool = editor.tool.tool === "magic" ? startMagic() : editor.tool;
  return { ...forget(editor, place), tool };
}

function forget(editor: Editor, place: Place): Editor {
  const key = cellKey(place);
  return { ...editor, suggestions: dropped(editor.suggestions, key), requests: dropped(editor.requests, key) };
}

function dropped<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  if (!map.has(key)) return map;
  return new Map([...map].filter(([other]) => other !== key));
}
