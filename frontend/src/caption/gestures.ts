/**
 * The caption's gestures on the editor's state, each one transaction and so one step of undo: text, ties and objects together.
 *
 * They need no page; the keys, the row of objects and the panels all make the same ones.
 */

import { isolateHistory } from "@codemirror/commands";
import { EditorState, Transaction, type TransactionSpec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { t } from "@lingui/core/macro";
import { captionLanguage, placeNow, readingField } from "./document";
import { type Edit, ground, unground } from "./edits";
import { objectsField, type Rewriting, setObjects, type Written, withMentioned, withoutUntied } from "./objects";
import { type CaptionObject, changed, type Fix } from "./problem";
import { read } from "./reading";

const alone = isolateHistory.of("full");

/** Ties the selected words, or the word at the caret, to an object, or takes it from them. Args: id: "0" to "9" or "?". */
export function groundAs(state: EditorState, id: string): TransactionSpec | undefined {
  const { from, to } = state.selection.main;
  const edit = ground(state.field(readingField), from, to, id);
  return edit && tying(state, edit);
}

/** Unties the words at the caret or selection. */
export function untie(state: EditorState): TransactionSpec | undefined {
  const { from, to } = state.selection.main;
  const edit = unground(state.field(readingField), from, to);
  return edit && tying(state, edit);
}

/** Backspace after a chip or at its first letter, Delete before it or after its last letter: the tie goes, the words stay. */
export function untieBeside(state: EditorState, way: "before" | "after"): TransactionSpec | undefined {
  const { head, empty } = state.selection.main;
  const { groundings } = state.field(readingField);
  const edges = (one: (typeof groundings)[number]) =>
    way === "before" ? [one.to, one.phraseFrom] : [one.from, one.phraseTo];
  const touched = empty ? groundings.find((one) => edges(one).includes(head)) : undefined;
  if (!touched || state.readOnly) return undefined;
  const { from, to, text } = touched;
  const anchor = head <= touched.phraseFrom ? from : from + text.length;
  const after = changed(state.doc.toString(), [{ from, to, insert: text }]);
  return {
    changes: { from, to, insert: text },
    effects: listAfterTying(state, after),
    selection: { anchor },
    userEvent: "delete.untie",
    annotations: alone,
  };
}

/** A gesture on the list of objects and on every phrase that names one of them. */
export function onObjects(state: EditorState, gesture: (written: Written) => Rewriting): TransactionSpec | undefined {
  if (state.readOnly) return undefined;
  const { groundings } = state.field(readingField);
  const { changes, objects } = gesture({ groundings, objects: state.field(objectsField) });
  return { changes: [...changes], effects: setObjects.of(objects), userEvent: "input.object", annotations: alone };
}

/** A mend, where the words that it was offered for still stand. */
export function mend(state: EditorState, { changes, objects }: Fix): TransactionSpec | undefined {
  if (state.readOnly || (changes.length === 0 && objects === undefined)) return undefined;
  const placed = changes.map(({ from, to, insert }) => ({ ...placeNow(state, from, to), insert }));
  if (placed.some(({ same }) => !same)) return undefined;
  const last = placed.at(-1);
  const after = changed(state.doc.toString(), placed);
  const anchor = last ? last.to + after.length - state.doc.length : state.selection.main.head;
  return {
    changes: placed.map(({ from, to, insert }) => ({ from, to, insert })),
    effects: listAfter(state, after, objects),
    selection: { anchor },
    userEvent: "input.fix",
    annotations: alone,
    scrollIntoView: true,
  };
}

/** Another text and list, from outside: nobody's edit here, yet undo leads back before it. Objects left out stay. */
export function replaced(state: EditorState, text: string, objects?: readonly CaptionObject[]): TransactionSpec {
  const changes = state.doc.toString() === text ? [] : { from: 0, to: state.doc.length, insert: text };
  return { changes, effects: listAfter(state, text, objects), annotations: [Transaction.remote.of(true), alone] };
}

/** The time of a mention behind the caret, with the spaces that a sentence needs around it; it replaces nothing. */
export function mentionTime(state: EditorState, seconds: number): TransactionSpec | undefined {
  if (state.readOnly) return undefined;
  const { to } = state.selection.main;
  const { text, groundings } = state.field(readingField);
  // A time is no part of the words that name an object.
  const at = groundings.find((one) => to > one.from && to < one.to)?.to ?? to;
  const before = /[^\s([“]$/u.test(text.slice(0, at)) ? " " : "";
  const after = /^[\p{L}\p{N}[]/u.test(text.slice(at)) ? " " : "";
  const insert = `${before}at ${clock(seconds)}${after}`;
  const selection = { anchor: at + insert.length };
  return { changes: { from: at, insert }, selection, userEvent: "input", annotations: alone, scrollIntoView: true };
}

/** A name taken from the list: the words with their tie in the place of what was typed of them. */
export function completed(from: number, to: number, words: string, number: number): TransactionSpec {
  const insert = `[${words}]<mask_${number}>`;
  const selection = { anchor: from + insert.length };
  return {
    changes: { from, to, insert },
    selection,
    userEvent: "input.complete",
    annotations: alone,
    scrollIntoView: true,
  };
}

/** What is pasted or dropped brings its objects along, in the same step. */
export const pastedObjects = EditorState.transactionExtender.of((transaction) => {
  if (!transaction.isUserEvent("input.paste") && !transaction.isUserEvent("input.drop")) return null;
  const effects = listAfter(transaction.startState, transaction.newDoc.toString(), undefined);
  return effects.length > 0 ? { effects } : null;
});

/** Minutes and seconds, as a person says a time: 0:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function tying(state: EditorState, edit: Edit): TransactionSpec | undefined {
  if (state.readOnly) return undefined;
  const { from, to, insert, anchor, head } = edit;
  const after = changed(state.doc.toString(), [{ from, to, insert }]);
  return {
    changes: { from, to, insert },
    effects: [...listAfterTying(state, after), EditorView.announce.of(spoken(insert, after.slice(anchor, head)))],
    selection: { anchor, head },
    userEvent: "input.ground",
    annotations: alone,
    scrollIntoView: true,
  };
}

/** What a screen reader says of words that were tied or untied. */
function spoken(insert: string, words: string): string {
  const tag = /<mask_([^>]*)>$/u.exec(insert)?.[1];
  if (tag === undefined) return t`“${words}” names no object`;
  const names = tag.split(",").map((id) => (id === "?" ? t`a crowd` : t`object ${id}`));
  return t`“${words}” names ${names.join(t` and `)}`;
}

/** The list that goes with a text, where that is another than now: every mentioned number is an object. */
function listAfter(state: EditorState, text: string, objects: readonly CaptionObject[] | undefined) {
  const now = state.field(objectsField);
  const list = withMentioned(objects ?? now, read(text, state.facet(captionLanguage)).groundings);
  return list === now ? [] : [setObjects.of(list)];
}

/** The same where words were tied or untied: what came into the list with its words alone goes with them. */
function listAfterTying(state: EditorState, text: string) {
  const [before, after] = [state.field(readingField).groundings, read(text, state.facet(captionLanguage)).groundings];
  return listAfter(state, text, withoutUntied(state.field(objectsField), before, after));
}
