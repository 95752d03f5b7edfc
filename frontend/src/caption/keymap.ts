/** The editor's own keys: digits tie the selected words, and the few commands that work while typing. */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { type Extension, Prec, type StateCommand } from "@codemirror/state";
import { type Command, EditorView, type KeyBinding, keymap } from "@codemirror/view";
import { backspaceChip, deleteChip, pointOut, rawField, showRaw, surveyField } from "./chips";
import { type Edit, ground, unground } from "./edits";
import { objectsField, setObjects, withMentioned } from "./objects";
import { changed, type Problem } from "./problem";
import { survey } from "./survey";

export type KeyCalls = {
  readonly onSubmit: () => void;
  /** Whether the row of objects is open: then a plain digit ties instead of typing. */
  readonly offering: () => boolean;
  readonly onDismiss: () => void;
};

/** Makes one of the caption's gestures. Returns whether anything changed. */
export function make(view: EditorView, edit: Edit | undefined): boolean {
  if (!edit || view.state.readOnly) return false;
  const { from, to, insert, anchor, head } = edit;
  const { groundings } = survey(changed(view.state.doc.toString(), [{ from, to, insert }]));
  view.dispatch({
    changes: { from, to, insert },
    effects: setObjects.of(withMentioned(view.state.field(objectsField), groundings)),
    selection: { anchor, head },
    userEvent: "input.ground",
    scrollIntoView: true,
  });
  return true;
}

/** Ties or unties the selected words, or the word at the caret. */
export function groundSelection(view: EditorView, id: string): boolean {
  const { from, to } = view.state.selection.main;
  return make(view, ground(view.state.doc.toString(), from, to, id));
}

/** Selects the place of a problem and lights it once. */
export function jumpTo(view: EditorView, problem: Problem): void {
  const to = Math.min(problem.to, view.state.doc.length);
  view.dispatch({
    selection: { anchor: Math.min(problem.from, to), head: to },
    effects: pointOut.of(problem),
    scrollIntoView: true,
  });
  view.focus();
}

const ungroundSelection: Command = (view) => {
  const { from, to } = view.state.selection.main;
  return make(view, unground(view.state.doc.toString(), from, to));
};

const toggleRaw: StateCommand = ({ state, dispatch }) => {
  dispatch(state.update({ effects: showRaw.of(!state.field(rawField)) }));
  return true;
};

const nextProblem: Command = (view) => {
  const { problems } = view.state.field(surveyField);
  const { from } = view.state.selection.main;
  const next = problems.find((one) => one.from > from) ?? problems[0];
  if (next) jumpTo(view, next);
  return true;
};

function digits(calls: KeyCalls): KeyBinding[] {
  return Array.from("1234567890").flatMap((id) => [
    { key: `Alt-${id}`, run: (view) => groundSelection(view, id) },
    { key: id, run: (view) => calls.offering() && groundSelection(view, id) },
  ]);
}

function leave(calls: KeyCalls): Command {
  return (view) => {
    const { main } = view.state.selection;
    const tied = view.state.field(surveyField).groundings.find((one) => main.from < one.to && main.to > one.from);
    calls.onDismiss();
    if (!main.empty) view.dispatch({ selection: { anchor: tied?.to ?? main.to } });
    // A caption is one line, so Enter never breaks it.
    return true;
  };
}

function done(act: () => void): Command {
  return () => {
    act();
    return true;
  };
}

/** All keys of the editor, before CodeMirror's own. */
export function keys(calls: KeyCalls): Extension {
  const own: KeyBinding[] = [
    ...digits(calls),
    { key: "Mod-Enter", run: done(calls.onSubmit) },
    { key: "Enter", run: leave(calls) },
    { key: "Escape", run: done(calls.onDismiss) },
    { key: "Mod-Backspace", run: ungroundSelection },
    { key: "Mod-/", run: toggleRaw },
    { key: "F8", run: nextProblem },
    { key: "Backspace", run: backspaceChip },
    { key: "Delete", run: deleteChip },
  ];
  return [history(), Prec.high(keymap.of(own)), keymap.of([...historyKeymap, ...withoutAltArrows(defaultKeymap)])];
}

/** Alt with arrows steps the clip's frames here, and Mod-/ is the raw view. */
function withoutAltArrows(bindings: readonly KeyBinding[]): KeyBinding[] {
  return bindings.filter(
    ({ key = "", mac = "" }) => !/^Alt-(Arrow|l)/.test(key) && !/^Ctrl-Alt/.test(mac) && key !== "Mod-/",
  );
}

/** One line of text comes out of whatever is pasted. */
export const oneLinePaste: Extension = EditorView.clipboardInputFilter.of((text) =>
  text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " "),
);

/** Typing over selected words, without the browser's own replacement, which would carry the chip's looks into inline styles. */
export const typeOver: Extension = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    if (event.inputType !== "insertText" || event.isComposing || state.readOnly) return false;
    if (!event.data || state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});
