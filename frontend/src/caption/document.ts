/**
 * The editor's state beside its text: what the text says, which view is shown, and what was found when the hand last rested.
 *
 * The document is the raw string that is stored; nothing here can damage it. All of it works without a page.
 */

import { type ChangeSet, type EditorState, Facet, StateEffect, StateField, type Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { ground } from "./edits";
import type { Language } from "./grammar";
import { objectList } from "./objects";
import type { Problem } from "./problem";
import { type Reading, read } from "./reading";

export const captionLanguage = Facet.define<Language, Language>({ combine: ([language]) => language ?? "en" });

/** What the present text says; every key and every chip reads this one. */
export const readingField = StateField.define<Reading>({
  create: (state) => read(state.doc.toString(), state.facet(captionLanguage)),
  update: (value, { docChanged, newDoc }) => (docChanged ? read(newDoc.toString(), value.language) : value),
});

export const showRaw = StateEffect.define<boolean>();
export const rawField = StateField.define<boolean>({
  create: () => false,
  update: (value, transaction) => transaction.effects.findLast((effect) => effect.is(showRaw))?.value ?? value,
  provide: (field) => EditorView.editorAttributes.from(field, (raw) => ({ "data-view": raw ? "raw" : "chips" })),
});

/** Whether a plain digit ties the selected words instead of typing; `dismiss` leaves the selection to the keys again. */
export const dismiss = StateEffect.define<null>();
export const choosingField = StateField.define<boolean>({ create: () => false, update: choosing });

/** What was found when the hand rested: the problems that the page lists. */
export const rest = StateEffect.define<readonly Problem[]>();
type Rested = {
  readonly problems: readonly Problem[];
  readonly text: string;
  /** What was typed since, for places that the page still gives as they were; null while nothing was. */
  readonly since: ChangeSet | null;
};
export const restedField = StateField.define<Rested>({
  create: () => ({ problems: [], text: "", since: null }),
  update: (value, transaction) => {
    const found = transaction.effects.findLast((effect) => effect.is(rest));
    if (found) return { problems: found.value, text: transaction.startState.doc.toString(), since: null };
    if (!transaction.docChanged) return value;
    return { ...value, since: value.since?.compose(transaction.changes) ?? transaction.changes };
  },
});

/** Everything about a caption that its gestures need; a state with this and a history can make them all. */
export const captionDocument = [readingField, rawField, choosingField, restedField, objectList];

/** Where a place of the page's last reading is now. `same` is false where its words have changed since. */
export function placeNow(state: EditorState, from: number, to: number): { from: number; to: number; same: boolean } {
  const { since, text } = state.field(restedField);
  const end = since?.length ?? state.doc.length;
  const [first, last] = [Math.min(from, end), Math.min(to, end)];
  if (since === null) return { from: first, to: last, same: true };
  const start = since.mapPos(first, 1);
  const place = { from: start, to: Math.max(start, since.mapPos(last, -1)) };
  return { ...place, same: state.sliceDoc(place.from, place.to) === text.slice(first, last) };
}

function choosing(value: boolean, transaction: Transaction): boolean {
  const { docChanged, selection, effects, state } = transaction;
  if (effects.some((effect) => effect.is(dismiss))) return false;
  if (!docChanged && !selection) return value;
  // Words that a jump selected are looked at, not about to be tied.
  if (!transaction.isUserEvent("select") && !transaction.isUserEvent("input.ground")) return false;
  const { from, to, empty } = transaction.newSelection.main;
  if (empty || state.readOnly) return false;
  const reading = read(transaction.newDoc.toString(), transaction.startState.facet(captionLanguage));
  return ground(reading, from, to, "1") !== undefined;
}
