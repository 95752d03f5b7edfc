/**
 * Holds the one open editor outside of any view, so that the screen, the saving and the keys see the same
 * value and a view can be thrown away without losing a stroke.
 *
 * The value changes at once and is announced at most once a picture of the screen while the pointer moves: a mouse
 * reports up to a thousand times a second, and nobody sees more than the screen shows.
 */

import { type Annotation, differences, type Place } from "./document";
import type { Editor, EditorEvent, ToolState } from "./editor";
import { reduce } from "./reduce";
import type { Suggestion, SuggestionRequest } from "./suggestion";

/** Told of the cells that a person changed here; what came from elsewhere is not announced. */
type CellListener = (places: readonly Place[], annotation: Annotation) => void;

/** Told of the tracks from the bottom to the top, when a person changed their order here. */
type OrderListener = (order: readonly string[]) => void;

/**
 * What became of suggestions: one was asked for (the newest question about a cell counts), a question was taken
 * back, or what was suggested was not wanted. An accepted one is named by the cell that it became.
 */
export type SuggestionNews =
  | { readonly kind: "asked" | "withdrawn"; readonly request: SuggestionRequest }
  | { readonly kind: "dismissed"; readonly suggestion: Suggestion };

type SuggestionListener = (news: SuggestionNews) => void;

/** Runs something before the next picture of the screen; at once where there is no screen. */
type Schedule = (run: () => void) => void;

const beforeNextPicture: Schedule = (run) => {
  if (typeof requestAnimationFrame === "function") requestAnimationFrame(run);
  else run();
};

export class EditorStore {
  private current: Editor;
  private rested: Editor;
  private scheduled = false;
  private readonly schedule: Schedule;
  private readonly watchers = new Set<() => void>();
  private readonly cellListeners = new Set<CellListener>();
  private readonly orderListeners = new Set<OrderListener>();
  private readonly suggestionListeners = new Set<SuggestionListener>();

  constructor(editor: Editor, schedule: Schedule = beforeNextPicture) {
    this.current = editor;
    this.rested = editor;
    this.schedule = schedule;
  }

  readonly state = (): Editor => this.current;

  /**
   * The editor as the panels need it: the same value while only the pointer, a drag or the camera moves, so that
   * a hundred pointer moves draw the canvas and nothing else.
   */
  readonly settled = (): Editor => this.rested;

  /** Take an event; watchers hear of it only when it changed something. */
  readonly dispatch = (event: EditorEvent): void => {
    const before = this.current;
    this.current = reduce(before, event);
    if (this.current === before) return;
    if (!sameForPanels(this.rested, this.current)) this.rested = this.current;
    if (event.type !== "receive") this.tellDecisions(before, this.current);
    for (const news of newsBetween(before, this.current, event)) {
      for (const listener of this.suggestionListeners) listener(news);
    }
    if (isFleeting(event)) this.emitLater();
    else this.emit();
  };

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Hear of every cell that is drawn, declared absent, emptied, undone or redone here. */
  onCells(listener: CellListener): () => void {
    this.cellListeners.add(listener);
    return () => this.cellListeners.delete(listener);
  }

  /** Hear of every change of the objects' order that is made, undone or redone here. */
  onOrder(listener: OrderListener): () => void {
    this.orderListeners.add(listener);
    return () => this.orderListeners.delete(listener);
  }

  /** Hear of what is asked of a model and what is not wanted of it. */
  onSuggestions(listener: SuggestionListener): () => void {
    this.suggestionListeners.add(listener);
    return () => this.suggestionListeners.delete(listener);
  }

  private tellDecisions(before: Editor, after: Editor): void {
    const [old, present] = [before.history.present, after.history.present];
    const places = differences(old, present);
    if (places.length > 0) for (const listener of this.cellListeners) listener(places, present);
    if (old.order !== present.order) for (const listener of this.orderListeners) listener(present.order);
  }

  private emitLater(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => {
      if (this.scheduled) this.emit();
    });
  }

  private emit(): void {
    this.scheduled = false;
    for (const watcher of this.watchers) watcher();
  }
}

/** Events that come in showers, and of which only the last one before the next picture is seen. */
function isFleeting(event: EditorEvent): boolean {
  switch (event.type) {
    case "zoom":
    case "pan":
    case "light":
    case "picture":
      return true;
    case "pointer":
      return event.phase === "move";
    case "input":
      return event.input.type === "move" || event.input.type === "strength";
    default:
      return false;
  }
}

function newsBetween(before: Editor, after: Editor, event: EditorEvent): readonly SuggestionNews[] {
  const news: SuggestionNews[] = [];
  if (before.requests !== after.requests) {
    for (const [key, request] of after.requests) {
      if (before.requests.get(key) !== request) news.push({ kind: "asked", request });
    }
    const answered = event.type === "suggest" || event.type === "unanswered";
    for (const [key, request] of before.requests) {
      if (!after.requests.has(key) && !answered) news.push({ kind: "withdrawn", request });
    }
  }
  if (before.suggestions !== after.suggestions) {
    for (const [key, suggestion] of before.suggestions) {
      if (!after.suggestions.has(key) && !isAccepted(after, key, suggestion)) {
        news.push({ kind: "dismissed", suggestion });
      }
    }
  }
  return news;
}

function isAccepted(editor: Editor, key: string, suggestion: Suggestion): boolean {
  const cell = editor.history.present.cells.get(key);
  return cell?.kind === "drawn" && cell.from === suggestion.id;
}

const SHOWN = [
  "history",
  "frame",
  "track",
  "radius",
  "hidden",
  "locked",
  "lit",
  "onion",
  "grid",
  "picture",
  "suggestions",
  "requests",
  "deleting",
  "editable",
  "size",
] as const;

function sameForPanels(a: Editor, b: Editor): boolean {
  return SHOWN.every((name) => a[name] === b[name]) && sameTool(a.tool, b.tool);
}

function sameTool(a: ToolState, b: ToolState): boolean {
  if (a.tool === "polygon" && b.tool === "polygon") return a.purpose === b.purpose;
  if (a.tool === "brush" && b.tool === "brush") return a.kind === b.kind && a.radius === b.radius;
  if (a.tool === "magic" && b.tool === "magic") return a.marks === b.marks && a.undone === b.undone;
  if (a.tool === "refine" && b.tool === "refine") return a.draft === b.draft && a.strength === b.strength;
  if (a.tool === "select" && b.tool === "select") {
    return a.chosen?.ring === b.chosen?.ring && a.chosen?.vertex === b.chosen?.vertex && a.several === b.several;
  }
  return a.tool === b.tool;
}
