/**
 * What was done in this task, in order, across frames and objects: one list to walk back and forth.
 *
 * Cells that come from elsewhere (another window, another person) enter without an entry: nobody undoes
 * somebody else's work by accident.
 */

import { apply, type Change } from "./change";
import type { Annotation, Place } from "./document";

export interface History {
  readonly present: Annotation;
  /** The changes that lead back, the newest last. */
  readonly past: readonly Change[];
  /** The changes that lead forward again, the next one last. */
  readonly future: readonly Change[];
}

/** A history that begins here. */
export function begin(present: Annotation): History {
  return { present, past: [], future: [] };
}

/** Do a change; what was undone before cannot be redone any more. */
export function run(history: History, change: Change): History {
  const { annotation, inverse } = apply(history.present, change);
  return { present: annotation, past: [...history.past, inverse], future: [] };
}

/** Take the last change back; the same history when there is none. */
export function undo(history: History): History {
  const back = history.past.at(-1);
  if (!back) return history;
  const { annotation, inverse } = apply(history.present, back);
  return { present: annotation, past: history.past.slice(0, -1), future: [...history.future, inverse] };
}

/** Do again what was undone last; the same history when there is nothing. */
export function redo(history: History): History {
  const forth = history.future.at(-1);
  if (!forth) return history;
  const { annotation, inverse } = apply(history.present, forth);
  return { present: annotation, past: [...history.past, inverse], future: history.future.slice(0, -1) };
}

/** Take over cells that were decided elsewhere, outside of what can be undone. */
export function receive(history: History, change: Change): History {
  return { ...history, present: apply(history.present, change).annotation };
}

/** Where a change was made, so that the view can go there. */
export function placeOfChange(change: Change | undefined): Place | null {
  const write = change?.writes[0];
  return write ? { track: write.track, frame: write.frame } : null;
}
