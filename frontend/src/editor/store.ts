/**
 * Holds the one open editor outside of any view, so that the screen, the saving and the keys see the same
 * value and a view can be thrown away without losing a stroke.
 */

import { type Annotation, differences, type Place } from "./document";
import { type Editor, type EditorEvent, reduce } from "./editor";

/** Told of the cells that a person changed here; what came from elsewhere is not announced. */
export type CellListener = (places: readonly Place[], annotation: Annotation) => void;

export class EditorStore {
  private current: Editor;
  private readonly watchers = new Set<() => void>();
  private readonly cellListeners = new Set<CellListener>();

  constructor(editor: Editor) {
    this.current = editor;
  }

  readonly state = (): Editor => this.current;

  /** Take an event; watchers hear of it only when it changed something. */
  readonly dispatch = (event: EditorEvent): void => {
    const before = this.current;
    this.current = reduce(before, event);
    if (this.current === before) return;
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
