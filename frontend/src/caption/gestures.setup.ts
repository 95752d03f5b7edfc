/** An editor's state without a page, written as text with its selection between bars. */

import { history, undo } from "@codemirror/commands";
import { EditorState, type TransactionSpec } from "@codemirror/state";
import { captionDocument } from "./document";
import { pastedObjects } from "./gestures";
import { guard } from "./guard";
import { objectsField, withMentioned } from "./objects";
import type { CaptionObject } from "./problem";
import { read } from "./reading";

export const MADE = [history(), captionDocument, guard, pastedObjects];

/** "|" marks the ends of the selection. */
export function opened(marked: string, objects?: readonly CaptionObject[]): EditorState {
  const from = marked.indexOf("|");
  const to = Math.max(from, marked.lastIndexOf("|") - 1);
  const doc = marked.replaceAll("|", "");
  const list = objects ?? withMentioned([], read(doc).groundings);
  const selection = from < 0 ? { anchor: 0 } : { anchor: from, head: to };
  return EditorState.create({ doc, selection, extensions: [MADE, objectsField.init(() => list)] });
}

export function made(state: EditorState, spec: TransactionSpec | undefined): EditorState {
  return spec ? state.update(spec).state : state;
}

export function shown(state: EditorState): string {
  const text = state.doc.toString();
  const { from, to } = state.selection.main;
  return `${text.slice(0, from)}|${text.slice(from, to)}${from === to ? "" : "|"}${text.slice(to)}`;
}

export const textOf = (state: EditorState) => state.doc.toString();
export const objectsOf = (state: EditorState) => state.field(objectsField);
export const names = (state: EditorState) => objectsOf(state).map(({ number, name }) => `${number} ${name}`);

export function undone(state: EditorState): EditorState {
  let now = state;
  while (
    undo({
      state: now,
      dispatch: (transaction) => {
        now = transaction.state;
      },
    })
  );
  return now;
}

export function once(command: typeof undo, state: EditorState): EditorState {
  let now = state;
  command({
    state,
    dispatch: (transaction) => {
      now = transaction.state;
    },
  });
  return now;
}
