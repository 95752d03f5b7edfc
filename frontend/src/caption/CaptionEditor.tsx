/** The caption's text field: CodeMirror over the raw string, with the row of objects under the selected words. */

import { redo, undo } from "@codemirror/commands";
import { Compartment, EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView, highlightSpecialChars, placeholder, type ViewUpdate } from "@codemirror/view";
import { t } from "@lingui/core/macro";
import { type Ref, type RefObject, startTransition, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useTheme } from "../ui/theme";
import { paintBadges } from "./badges";
import { CaptionView, sparse } from "./CaptionView";
import "./caption.css";
import { chips, light } from "./chips";
import { objectCompletion } from "./complete";
import {
  captionDocument,
  captionLanguage,
  choosingField,
  dismiss,
  placeNow,
  rawField,
  readingField,
  rest,
} from "./document";
import { selectedWords } from "./edits";
import { GroundRow, type Offer } from "./GroundRow";
import { groundAs, mend, onObjects, pastedObjects, replaced } from "./gestures";
import type { Language } from "./grammar";
import { guard } from "./guard";
import { counting } from "./ignored";
import { jumpTo, keys, make, oneLinePaste, pointTo, turnTo } from "./keymap";
import { type LintContext, lint } from "./lints/lint";
import { merged, objectsField, removed, renamed, renumbered, reordered, withMentioned } from "./objects";
import type { CaptionObject, Fix, Problem } from "./problem";
import { groundingAt, read } from "./reading";
import { lookAgain, resting } from "./resting";
import { type Survey, survey } from "./survey";
import { typing } from "./typing";

/** Places are those of the last survey that `onRead` gave; the editor finds them again in what was typed since. */
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
  /** Lights the chips of these objects, as while the page's list is pointed at; none with an empty list. */
  readonly light: (numbers: readonly number[]) => void;
  /** The one history of text, ties and objects, for fields of the page that change them. */
  readonly undo: () => void;
  readonly redo: () => void;
  readonly focus: () => void;
};

type CaptionEditorProps = {
  readonly initial: string;
  /** The list that the editor opens with; from then on the editor keeps it. Mentioned numbers without an object get one. */
  readonly objects?: readonly CaptionObject[];
  readonly readOnly: boolean;
  /** Which grammar the text follows; it is that of the first render. */
  readonly language?: Language;
  /** What a screen reader calls the field. */
  readonly label?: string;
  /** What an empty field says; that of the first render. */
  readonly invitation?: string;
  readonly handle: Ref<CaptionEditorHandle>;
  /** What the lints compare the length with. */
  readonly lengths?: LintContext["lengths"];
  /** The dictionary, once it is there; another value is another reading of the text. */
  readonly words?: LintContext["words"];
  /** Doubts that the person lets stand, by `keyOf`: not underlined, and F8 passes them. */
  readonly ignored?: ReadonlySet<string>;
  /**
   * Called at each change, so it must cost next to nothing: keep the text, set no state of the page. `edited` is false for what
   * came from outside.
   */
  readonly onChange: (text: string, objects: readonly CaptionObject[], edited: boolean) => void;
  /** Called on mounting and when the hand rests: what the page shows of the caption, lints included. */
  readonly onRead: (survey: Survey, objects: readonly CaptionObject[]) => void;
  readonly onRaw: (raw: boolean) => void;
  readonly onSubmit: () => void;
  /** The objects of the phrase under the pointer, or null. */
  readonly onHover?: (numbers: readonly number[] | null) => void;
  /** Alt+O without selected words: leads the focus to the page's list of objects. */
  readonly onObjects?: () => void;
  /** The playhead in seconds, for the time of mention. */
  readonly time?: () => number;
};

const editing = new Compartment();

export function CaptionEditor(props: CaptionEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const [offer, setOffer] = useState<Offer | null>(null);
  const { readOnly, lengths, words, ignored } = props;
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (!host.current) return undefined;
    const parent = host.current;
    const onSelect = (update: ViewUpdate) => requestAnimationFrame(() => setOffer(offerOf(update.view, parent)));
    const doc = latest.current.initial;
    const editor = new CaptionView({ parent, doc, extensions: extensions(latest, onSelect) });
    view.current = editor;
    look(editor, latest.current);
    return () => editor.destroy();
  }, []);
  const shade = useTheme();
  useEffect(() => {
    if (host.current && shade) paintBadges(host.current);
  }, [shade]);
  useEffect(() => {
    view.current?.dispatch({ effects: editing.reconfigure(editable(!readOnly)) });
  }, [readOnly]);
  const lintedWith = useRef({ lengths, words, ignored });
  useEffect(() => {
    const before = lintedWith.current;
    if (!view.current || (before.lengths === lengths && before.words === words && before.ignored === ignored)) return;
    lintedWith.current = { lengths, words, ignored };
    view.current.dispatch({ effects: lookAgain.of(null) });
  }, [lengths, words, ignored]);
  useImperativeHandle(props.handle, () => handleOf(view), []);
  const tie = (id: string) => {
    if (!view.current) return;
    make(view.current, groundAs(view.current.state, id));
    view.current.focus();
  };
  const leave = () => {
    view.current?.dispatch({ effects: dismiss.of(null) });
    view.current?.focus();
  };
  return (
    <div className="caption-editor" data-testid="caption-editor">
      <div ref={host} />
      {offer && !readOnly ? <GroundRow offer={offer} onPick={tie} onLeave={leave} /> : null}
    </div>
  );
}

/** The text as it is with everything that is wrong or doubtful about it. */
function found({ lengths = null, words = null }: CaptionEditorProps, state: EditorState): Survey {
  const read = survey(state.doc.toString(), state.facet(captionLanguage));
  const doubts = lint(read, { objects: state.field(objectsField), lengths, words });
  return { ...read, problems: [...read.problems, ...doubts] };
}

/** Marks what is doubtful and tells the page, which may take its time. */
function look(view: EditorView, props: CaptionEditorProps): void {
  const read = found(props, view.state);
  view.dispatch({ effects: rest.of(counting(read.problems, props.ignored)) });
  const objects = view.state.field(objectsField);
  startTransition(() => props.onRead(read, objects));
}

function extensions(latest: RefObject<CaptionEditorProps>, onSelect: (update: ViewUpdate) => void): Extension {
  const report = (update: ViewUpdate) => {
    const { onChange, onRaw } = latest.current;
    const { state, startState, transactions, docChanged } = update;
    const objects = state.field(objectsField);
    if (docChanged || objects !== startState.field(objectsField)) {
      const edited =
        transactions.some(changesAnything) && !transactions.some((one) => one.annotation(Transaction.remote));
      onChange(state.doc.toString(), objects, edited);
    }
    if (startState.field(rawField) !== state.field(rawField)) onRaw(state.field(rawField));
    if (state.field(choosingField) || startState.field(choosingField)) onSelect(update);
  };
  return [
    captionLanguage.of(latest.current.language ?? "en"),
    keys({
      onSubmit: () => latest.current.onSubmit(),
      onObjects: (view) => (focusRow(view) ? undefined : latest.current.onObjects?.()),
      time: () => latest.current.time?.(),
      problems: (state) => counting(found(latest.current, state).problems, latest.current.ignored),
    }),
    captionDocument,
    objectsField.init((state) => withMentioned(latest.current.objects ?? [], read(state.doc.toString()).groundings)),
    chips,
    sparse,
    guard,
    pastedObjects,
    objectCompletion,
    oneLinePaste,
    typing,
    hovering(latest),
    highlightSpecialChars(),
    EditorView.lineWrapping,
    EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content ?? ""),
    placeholder(
      latest.current.invitation ?? t`Say what happens, first frame to last. Then select words and press a digit.`,
    ),
    // Our own spelling knows the people's words; the browser's would underline a second time.
    EditorView.contentAttributes.of({ "aria-label": latest.current.label ?? t`Caption`, spellcheck: "false" }),
    editing.of(editable(!latest.current.readOnly)),
    resting((view) => look(view, latest.current)),
    EditorView.updateListener.of(report),
  ];
}

function changesAnything({ docChanged, state, startState }: Transaction): boolean {
  return docChanged || state.field(objectsField) !== startState.field(objectsField);
}

function editable(on: boolean): Extension {
  return [EditorState.readOnly.of(!on), EditorView.editable.of(on)];
}

/** Pointing at a phrase lights its objects on the page. */
function hovering(latest: RefObject<CaptionEditorProps>): Extension {
  const numbersAt = (target: EventTarget | null) => {
    const ids = target instanceof Element ? target.closest("[data-ids]")?.getAttribute("data-ids") : null;
    return ids ? ids.split(" ").flatMap((id) => (id === "?" ? [] : [Number(id)])) : null;
  };
  return EditorView.domEventHandlers({
    mouseover: ({ target }) => latest.current.onHover?.(numbersAt(target)),
    mouseleave: () => latest.current.onHover?.(null),
  });
}

function handleOf(view: RefObject<EditorView | null>): CaptionEditorHandle {
  const onView = (act: (editor: EditorView) => void) => {
    if (view.current) act(view.current);
  };
  return {
    replace: (text, objects) => onView((editor) => editor.dispatch(replaced(editor.state, text, objects))),
    fix: (fix) =>
      onView((editor) => {
        make(editor, mend(editor.state, fix));
        editor.focus();
      }),
    jump: (problem) => onView((editor) => jumpTo(editor, problem)),
    select: (from, to) =>
      onView((editor) => {
        const place = placeNow(editor.state, from, to);
        pointTo(editor, place.from, place.to);
      }),
    showRaw: (raw) => onView((editor) => turnTo(editor, raw)),
    groundAs: (number) =>
      onView((editor) => {
        make(editor, groundAs(editor.state, String(number)));
        editor.focus();
      }),
    rename: (number, name) =>
      onView((editor) =>
        make(
          editor,
          onObjects(editor.state, (one) => renamed(one, number, name)),
        ),
      ),
    reorder: (numbers) =>
      onView((editor) =>
        make(
          editor,
          onObjects(editor.state, (one) => reordered(one, numbers)),
        ),
      ),
    renumber: (number, to) =>
      onView((editor) =>
        make(
          editor,
          onObjects(editor.state, (one) => renumbered(one, number, to)),
        ),
      ),
    merge: (number, into) =>
      onView((editor) =>
        make(
          editor,
          onObjects(editor.state, (one) => merged(one, number, into)),
        ),
      ),
    remove: (number) =>
      onView((editor) =>
        make(
          editor,
          onObjects(editor.state, (one) => removed(one, number)),
        ),
      ),
    insert: (text) =>
      onView((editor) => {
        make(editor, { ...editor.state.replaceSelection(text), userEvent: "input.insert", scrollIntoView: true });
        editor.focus();
      }),
    light: (numbers) => onView((editor) => editor.dispatch({ effects: light.of(numbers) })),
    undo: () => onView(undo),
    redo: () => onView(redo),
    focus: () => onView((editor) => editor.focus()),
  };
}

/** The row is open under the selected words: its first object gets the focus. */
function focusRow(view: EditorView): boolean {
  const row = view.dom.closest(".caption-editor")?.querySelector<HTMLElement>(".ground button");
  row?.focus();
  return row !== null && row !== undefined;
}

/** What the row offers for the present selection and where it goes; nothing without selected words. */
function offerOf(view: EditorView, host: HTMLElement): Offer | null {
  const { main } = view.state.selection;
  const end = view.state.field(choosingField) ? view.coordsAtPos(main.to) : null;
  if (!end || !host.parentElement?.contains(document.activeElement)) return null;
  const box = host.getBoundingClientRect();
  const reading = view.state.field(readingField);
  return {
    words: selectedWords(reading, main.from, main.to),
    ids: groundingAt(reading.groundings, main.from, main.to)?.ids ?? [],
    used: [...new Set(reading.groundings.flatMap((one) => one.ids))],
    names: new Map(view.state.field(objectsField).map(({ number, name }) => [String(number), name])),
    left: Math.max(8, Math.min(end.left - box.left - 220, box.width - 488)),
    top: end.bottom - box.top + 8,
  };
}
