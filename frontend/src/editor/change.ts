/**
 * A change is a value: which cells become what. Applying one answers with the change that takes it back,
 * so undo is not a second implementation of every tool.
 */

import { type Annotation, type Cell, cellKey, type Place, wholeOrder } from "./document";

/** What becomes of one cell; null opens it again. */
export interface Write extends Place {
  readonly cell: Cell | null;
}

/**
 * One step that a person can take back. `label` completes the sentence "Undo: …". `order` is the new order of the
 * tracks from the bottom to the top, where the step changes it.
 */
export interface Change {
  readonly label: string;
  readonly writes: readonly Write[];
  readonly order?: readonly string[];
}

/** The annotation after the change, and the change that leads back. */
export function apply(
  before: Annotation,
  change: Change,
): { readonly annotation: Annotation; readonly inverse: Change } {
  const cells = new Map(before.cells);
  const undone: Write[] = [];
  for (const { track, frame, cell } of change.writes) {
    const key = cellKey({ track, frame });
    undone.unshift({ track, frame, cell: cells.get(key) ?? null });
    if (cell) cells.set(key, cell);
    else cells.delete(key);
  }
  const inverse = { label: change.label, writes: undone };
  if (!change.order) return { annotation: { ...before, cells }, inverse };
  const order = wholeOrder(before.tracks, change.order);
  return { annotation: { ...before, cells, order }, inverse: { ...inverse, order: before.order } };
}

/** The change of one cell. */
export function cellChange(label: string, place: Place, cell: Cell | null): Change {
  return { label, writes: [{ ...place, cell }] };
}
