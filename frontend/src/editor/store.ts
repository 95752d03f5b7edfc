/**
 * Holds the one open editor outside of any view, so that the screen, the saving and the keys see the same
 * value and a view can be thrown away without losing a stroke.
 */

import { type Annotation, differences, type Place } from "./document";
import { type Editor, type EditorEvent, reduce, type ToolState } from "./editor";

/** Told of the cells that a person changed here; what came from elsewhere is not announced. */
export type CellListener = (places: readonly Place[], annotation: Annotation) => void;

export class EditorStore {
  private current: Editor;
  private rested: Editor;
  private readonly watchers = new Set<() => void>();
  private readonly cellListeners = new Set<CellListener>();

  constructor(editor: Editor) {
    this.current = editor;
    this.rested = editor;
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
    const places = differences(before.history.present, this.current.history.present);
    if (places.length > 0 && event.type !== "receive") {
      for (const listener of this.cellListeners) listener(places, this.current.history.present);
    }
    for (const watcher of this.watchers) watcher();
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
}

const SHOWN = ["history", "frame", "track", "hidden", "lit", "onion", "editable", "size"] as const;

function sameForPanels(a: Editor, b: Editor): boolean {
  return SHOWN.every((name) => a[name] === b[name]) && sameTool(a.tool, b.tool);
}

function sameTool(a: ToolState, b: ToolState): boolean {
  if (a.tool === "polygon" && b.tool === "polygon") return a.purpose === b.purpose;
  if (a.tool === "select" && b.tool === "select") {
    return a.chosen?.ring === b.chosen?.ring && a.chosen?.vertex === b.chosen?.vertex;
  }
  return a.tool === b.tool;
}
