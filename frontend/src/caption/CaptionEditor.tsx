/** The caption's text field: CodeMirror over the raw string, with the row of objects under the selected words. */

import { EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView, placeholder, type ViewUpdate } from "@codemirror/view";
import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import "./caption.css";
import { chips, rawField, showRaw, surveyField } from "./chips";
import { selectedWords } from "./edits";
import { GroundRow, type Offer } from "./GroundRow";
import { groundSelection, jumpTo, keys, oneLinePaste, typeOver } from "./keymap";
import { type Fix, groundingAt, type Problem, type Survey } from "./survey";

export type CaptionEditorHandle = {
  /** Puts another text in, as when somebody else's version is taken; the undo history stays. */
  readonly replace: (text: string) => void;
  readonly fix: (fix: Fix) => void;
  readonly jump: (problem: Problem) => void;
  /** Offsets in UTF-16 units of the raw string. */
  readonly select: (from: number, to: number) => void;
  readonly showRaw: (raw: boolean) => void;
};

type CaptionEditorProps = {
  readonly initial: string;
  readonly readOnly: boolean;
  readonly handle: Ref<CaptionEditorHandle>;
  /** Called on mounting too. `edited` is false for text that came from outside. */
  readonly onChange: (text: string, survey: Survey, edited: boolean) => void;
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
    latest.current.onChange(editor.state.doc.toString(), editor.state.field(surveyField), false);
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
    if (docChanged) {
      const edited = transactions.some((one) => one.docChanged && !one.annotation(Transaction.remote));
      onChange(state.doc.toString(), state.field(surveyField), edited);
    }
    if (startState.field(rawField) !== state.field(rawField)) onRaw(state.field(rawField));
    if (docChanged || update.selectionSet || update.focusChanged) onSelect(update);
  };
  return [
    keys({ ...row, onSubmit: () => latest.current.onSubmit() }),
    chips,
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

function handleOf(view: RefObject<EditorView | null>): CaptionEditorHandle {
  return {
    replace: (text) => {
      const editor = view.current;
      if (!editor || editor.state.doc.toString() === text) return;
      const changes = { from: 0, to: editor.state.doc.length, insert: text };
      editor.dispatch({ changes, annotations: Transaction.remote.of(true) });
    },
    fix: (fix) => {
      const anchor = fix.from + fix.insert.length;
      view.current?.dispatch({ changes: fix, selection: { anchor }, userEvent: "input.fix", scrollIntoView: true });
      view.current?.focus();
    },
    jump: (problem) => view.current && jumpTo(view.current, problem),
    select: (from, to) => {
      view.current?.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.current?.focus();
    },
    showRaw: (raw) => view.current?.dispatch({ effects: showRaw.of(raw) }),
  };
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
