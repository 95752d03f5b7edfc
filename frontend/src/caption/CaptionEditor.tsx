/** The caption's text field: CodeMirror over the raw string, with the row of objects under the selected words. */

import { redo, undo } from "@codemirror/commands";
import { EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView, placeholder, type ViewUpdate } from "@codemirror/view";
import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import "./caption.css";
import { chips, lightUp, rawField, showRaw, surveyField } from "./chips";
import { selectedWords } from "./edits";
import { GroundRow, type Offer } from "./GroundRow";
import { groundSelection, jumpTo, keys, oneLinePaste, typeOver } from "./keymap";
import { type LintContext, lint } from "./lints/lint";
import {
  merged,
  objectList,
  objectsField,
  type Rewriting,
  removed,
  renamed,
  renumbered,
  reordered,
  setObjects,
  type Written,
  withMentioned,
} from "./objects";
import { type CaptionObject, changed, type Fix, type Problem } from "./problem";
import { groundingAt, type Survey, survey } from "./survey";

export type CaptionEditorHandle = {
  /** Puts another text in, as when somebody else's version is taken; the undo history stays. Objects left out stay. */
  readonly replace: (text: string, objects?: readonly CaptionObject[]) => void;
  readonly fix: (fix: Fix) => void;
  readonly jump: (problem: Problem) => void;
  /** Offsets in UTF-16 units of the raw string. */
  readonly select: (from: number, to: number) => void;
  readonly showRaw: (raw: boolean) => void;
  /** Ties the selected words to an object, or takes it from them: what a digit does. */
  readonly groundAs: (number: number) => void;
  readonly rename: (number: number, name: string) => void;
  /** The list's new order, all its numbers. */
  readonly reorder: (numbers: readonly number[]) => void;
  /** Gives the object another number, in the text as well; an object that has it takes the old one. */
  readonly renumber: (number: number, to: number) => void;
  /** Every phrase of the first object names the second, which keeps its name. */
  readonly merge: (number: number, into: number) => void;
  /** Takes the object out of the list and of every phrase; the words stay. */
  readonly remove: (number: number) => void;
  /** Types text at the caret. */
  readonly insert: (text: string) => void;
  readonly focus: () => void;
  /** The one history of text, grounding and objects, for keys and buttons outside the text. */
  readonly undo: () => void;
  readonly redo: () => void;
  /** Lights the phrases of these objects; none for an empty list. */
  readonly light: (numbers: readonly number[]) => void;
};

type CaptionEditorProps = {
  readonly initial: string;
  /** The list that the editor opens with; from then on the editor keeps it. Mentioned numbers without an object get one. */
  readonly objects?: readonly CaptionObject[];
  readonly readOnly: boolean;
  readonly handle: Ref<CaptionEditorHandle>;
  /** What the lints compare the length with. */
  readonly lengths?: LintContext["lengths"];
  /**
   * Called at each change, so it must cost next to nothing: keep the text, set no state of the page. `edited` is false for what
   * came from outside.
   */
  readonly onChange: (text: string, objects: readonly CaptionObject[], edited: boolean) => void;
  /** Called on mounting and when the hand rests: what the page shows of the caption, lints included. */
  readonly onRead: (survey: Survey, objects: readonly CaptionObject[]) => void;
  /** The objects of the phrase under the pointer, or null. */
  readonly onHover?: (numbers: readonly number[] | null) => void;
  /** The playhead in seconds, for the time of mention. */
  readonly time?: () => number;
  readonly onRaw: (raw: boolean) => void;
  readonly onSubmit: () => void;
};

export function CaptionEditor(props: CaptionEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const [offer, setOffer] = useState<Offer | null>(null);
  const offering = useRef(false);
  useEffect(() => {
    latest.current = props;
    offering.current = offer !== null;
  });
  useEffect(() => {
    if (!host.current) return undefined;
    const parent = host.current;
    const editor = new EditorView({
      parent,
      doc: latest.current.initial,
      extensions: extensions(
        latest,
        { offering: () => offering.current, onDismiss: () => setOffer(null) },
        (update) => {
          // Words that a jump selected are looked at, not about to be tied; a row over them would be in the way.
          const chosen = update.transactions.some(
            (one) => one.isUserEvent("select") || one.isUserEvent("input.ground"),
          );
          requestAnimationFrame(() => setOffer(chosen ? offerOf(update.view, parent) : null));
        },
      ),
    });
    view.current = editor;
    read(latest.current, editor.state);
    return () => editor.destroy();
  }, []);
  useImperativeHandle(props.handle, () => handleOf(view), []);
  const tie = (id: string) => {
    if (!view.current) return;
    groundSelection(view.current, id);
    view.current.focus();
  };
  return (
    <div className="caption-editor" data-testid="caption-editor">
      <div ref={host} />
      {offer && !props.readOnly ? <GroundRow offer={offer} onPick={tie} /> : null}
    </div>
  );
}

function extensions(
  latest: RefObject<CaptionEditorProps>,
  row: { offering: () => boolean; onDismiss: () => void },
  onSelect: (update: ViewUpdate) => void,
): Extension {
  const report = (update: ViewUpdate) => {
    const { onChange, onRaw } = latest.current;
    const { state, startState, transactions, docChanged } = update;
    const objects = state.field(objectsField);
    if (docChanged || objects !== startState.field(objectsField)) {
      const edited = transactions.some((one) => !one.annotation(Transaction.remote));
      onChange(state.doc.toString(), objects, edited);
      read(latest.current, state);
    }
    if (startState.field(rawField) !== state.field(rawField)) onRaw(state.field(rawField));
    if (docChanged || update.selectionSet || update.focusChanged) onSelect(update);
  };
  return [
    keys({ ...row, onSubmit: () => latest.current.onSubmit() }),
    chips,
    objectList,
    objectsField.init((state) => withMentioned(latest.current.objects ?? [], survey(state.doc.toString()).groundings)),
    oneLinePaste,
    typeOver,
    EditorView.lineWrapping,
    EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content ?? ""),
    placeholder("Say what happens, first frame to last. Then select words and press a digit."),
    EditorView.contentAttributes.of({ "aria-label": "Caption", spellcheck: "true" }),
    EditorState.readOnly.of(latest.current.readOnly),
    EditorView.editable.of(!latest.current.readOnly),
    EditorView.updateListener.of(report),
  ];
}

function read({ onRead, lengths = null }: CaptionEditorProps, state: EditorState): void {
  const found = state.field(surveyField);
  const objects = state.field(objectsField);
  onRead({ ...found, problems: [...found.problems, ...lint(found, { objects, lengths })] }, objects);
}

function handleOf(view: RefObject<EditorView | null>): CaptionEditorHandle {
  return {
    replace: (text, objects) => {
      const editor = view.current;
      if (!editor) return;
      const changes = { from: 0, to: editor.state.doc.length, insert: text };
      const list = withMentioned(objects ?? editor.state.field(objectsField), survey(text).groundings);
      editor.dispatch({
        changes: editor.state.doc.toString() === text ? [] : changes,
        effects: setObjects.of(list),
        annotations: Transaction.remote.of(true),
      });
    },
    fix: ({ changes, objects }) => {
      const editor = view.current;
      if (!editor || editor.state.readOnly) return;
      const after = changed(editor.state.doc.toString(), changes);
      const last = changes.at(-1);
      const anchor = last ? last.to + after.length - editor.state.doc.length : editor.state.selection.main.head;
      const list = withMentioned(objects ?? editor.state.field(objectsField), survey(after).groundings);
      const effects = setObjects.of(list);
      editor.dispatch({ changes, effects, selection: { anchor }, userEvent: "input.fix", scrollIntoView: true });
      editor.focus();
    },
    jump: (problem) => view.current && jumpTo(view.current, problem),
    select: (from, to) => {
      view.current?.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.current?.focus();
    },
    showRaw: (raw) => view.current?.dispatch({ effects: showRaw.of(raw) }),
    groundAs: (number) => {
      if (view.current) groundSelection(view.current, String(number));
      view.current?.focus();
    },
    rename: (number, name) => rewrite(view.current, (written) => renamed(written, number, name)),
    reorder: (numbers) => rewrite(view.current, (written) => reordered(written, numbers)),
    renumber: (number, to) => rewrite(view.current, (written) => renumbered(written, number, to)),
    merge: (number, into) => rewrite(view.current, (written) => merged(written, number, into)),
    remove: (number) => rewrite(view.current, (written) => removed(written, number)),
    insert: (text) => {
      if (!view.current || view.current.state.readOnly) return;
      view.current.dispatch(view.current.state.replaceSelection(text), { userEvent: "input", scrollIntoView: true });
      view.current.focus();
    },
    focus: () => view.current?.focus(),
    undo: () => view.current && undo(view.current),
    redo: () => view.current && redo(view.current),
    light: (numbers) => view.current?.dispatch({ effects: lightUp.of(numbers) }),
  };
}

function rewrite(view: EditorView | null, gesture: (written: Written) => Rewriting): void {
  if (!view || view.state.readOnly) return;
  const { groundings } = view.state.field(surveyField);
  const { changes, objects } = gesture({ groundings, objects: view.state.field(objectsField) });
  view.dispatch({ changes, effects: setObjects.of(objects), userEvent: "input.object" });
}

/** What the row offers for the present selection and where it goes; nothing without selected words. */
function offerOf(view: EditorView, host: HTMLElement): Offer | null {
  const { main } = view.state.selection;
  const words = selectedWords(view.state.doc.toString(), main.from, main.to);
  const end = view.coordsAtPos(main.to);
  if (main.empty || words === "" || !end || !view.hasFocus) return null;
  const box = host.getBoundingClientRect();
  const { groundings } = view.state.field(surveyField);
  return {
    words,
    ids: groundingAt(groundings, main.from, main.to)?.ids ?? [],
    used: [...new Set(groundings.flatMap((one) => one.ids))],
    left: Math.max(8, Math.min(end.left - box.left - 220, box.width - 448)),
    top: end.bottom - box.top + 8,
  };
}
