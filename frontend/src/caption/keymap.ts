/** The editor's own keys: digits tie the selected words, and the few commands that work while typing. */

import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { type EditorState, type Extension, Prec, type TransactionSpec } from "@codemirror/state";
import { type Command, EditorView, type KeyBinding, keymap } from "@codemirror/view";
import { pointOut } from "./chips";
import { choosingField, dismiss, placeNow, rawField, readingField, showRaw } from "./document";
import { groundAs, mentionTime, untie, untieBeside } from "./gestures";
import type { Problem } from "./problem";

type KeyCalls = {
  readonly onSubmit: () => void;
  /** Leads the focus to the objects. */
  readonly onObjects: (view: EditorView) => void;
  /** The playhead in seconds; undefined where there is no player. */
  readonly time: () => number | undefined;
  /** Everything that is wrong with the text as it is now. */
  readonly problems: (state: EditorState) => readonly Problem[];
};

/** Makes one of the caption's gestures. Returns whether there was anything to do. */
export function make(view: EditorView, spec: TransactionSpec | undefined): boolean {
  if (!spec || view.state.readOnly) return false;
  view.dispatch(spec);
  return true;
}

/** Selects a place of the text as it is now and lights it once. */
export function pointTo(view: EditorView, from: number, to: number): void {
  const end = Math.min(to, view.state.doc.length);
  const place = { from: Math.min(from, end), to: end };
  view.dispatch({
    selection: { anchor: place.from, head: place.to },
    effects: pointOut.of(place),
    scrollIntoView: true,
  });
  view.focus();
}

/** Selects a place that the page's last reading gave. */
export function jumpTo(view: EditorView, place: { readonly from: number; readonly to: number }): void {
  const { from, to } = placeNow(view.state, place.from, place.to);
  pointTo(view, from, to);
}

/** Turns to the other view. The caret stays; one inside a tag, which chips hide, goes behind it. */
export function turnTo(view: EditorView, raw: boolean): boolean {
  const { main } = view.state.selection;
  const { groundings } = view.state.field(readingField);
  const hidden = raw ? undefined : groundings.find((one) => main.head > one.phraseTo && main.head < one.to);
  view.dispatch({
    effects: showRaw.of(raw),
    ...(main.empty && hidden ? { selection: { anchor: hidden.to } } : {}),
    scrollIntoView: true,
  });
  return true;
}

function gesture(spec: (state: EditorState) => TransactionSpec | undefined): Command {
  return (view) => make(view, spec(view.state));
}

/** Only where no bracket shows: in the raw view the same keys delete characters. */
function onChips(spec: (state: EditorState) => TransactionSpec | undefined): Command {
  return (view) => !view.state.field(rawField) && make(view, spec(view.state));
}

function whileChoosing(command: Command): Command {
  return (view) => view.state.field(choosingField) && command(view);
}

/** Goes to the next problem of the text, or the one before, round and round. */
function problem(calls: KeyCalls, way: 1 | -1): Command {
  return (view) => {
    const problems = calls.problems(view.state).toSorted((one, other) => one.from - other.from);
    const { from } = view.state.selection.main;
    const next =
      way === 1
        ? (problems.find((one) => one.from > from) ?? problems[0])
        : (problems.findLast((one) => one.from < from) ?? problems.at(-1));
    if (next) pointTo(view, next.from, next.to);
    return true;
  };
}

function digits(): KeyBinding[] {
  return Array.from("1234567890?").flatMap((id) => {
    const tie = gesture((state) => groundAs(state, id));
    return [
      { key: `Alt-${id}`, run: tie },
      { key: id, run: whileChoosing(tie) },
    ];
  });
}

/** A caption is one line: Enter ends choosing an object, with the caret behind the words. */
const leave: Command = (view) => {
  const { main } = view.state.selection;
  const tied = view.state.field(readingField).groundings.find((one) => main.from < one.to && main.to > one.from);
  if (!main.empty) view.dispatch({ selection: { anchor: tied?.to ?? main.to }, effects: dismiss.of(null) });
  return true;
};

const choseNothing: Command = (view) => {
  if (!view.state.field(choosingField)) return false;
  view.dispatch({ effects: dismiss.of(null) });
  return true;
};

function done(act: () => void): Command {
  return () => {
    act();
    return true;
  };
}

function insertTime(calls: KeyCalls): Command {
  return (view) => {
    const seconds = calls.time();
    return seconds !== undefined && make(view, mentionTime(view.state, seconds));
  };
}

/** All keys of the editor, before CodeMirror's own. */
export function keys(calls: KeyCalls): Extension {
  const own: KeyBinding[] = [
    ...digits(),
    { key: "Mod-Enter", run: done(calls.onSubmit) },
    { key: "Enter", run: leave, shift: leave },
    { key: "Escape", run: choseNothing },
    { key: "Mod-Backspace", run: gesture(untie) },
    { key: "Mod-/", run: (view) => turnTo(view, !view.state.field(rawField)) },
    { key: "Mod-.", run: insertTime(calls), preventDefault: true },
    { key: "Alt-o", run: (view) => done(() => calls.onObjects(view))(view) },
    { key: "F8", run: problem(calls, 1), shift: problem(calls, -1) },
    { key: "Backspace", run: onChips((state) => untieBeside(state, "before")) },
    { key: "Delete", run: onChips((state) => untieBeside(state, "after")) },
  ];
  return [history(), Prec.high(keymap.of(own)), keymap.of([...historyKeymap, ...standardKeymap])];
}

/** One line of text comes out of whatever is pasted. */
export const oneLinePaste: Extension = EditorView.clipboardInputFilter.of((text) =>
  text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " "),
);
