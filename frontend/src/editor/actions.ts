/**
 * One list of what can be done, from which the toolbar, the buttons, the key presses and the help are made:
 * a key that is shown is a key that works.
 */

import { nextOpen } from "./completeness";
import { cellAt } from "./document";
import { currentPlace, type Editor, type EditorEvent, visibleShape } from "./editor";

/** A key press as a value: `key` as the browser names it, letters in lower case. */
export interface Press {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

export interface Action {
  readonly name: string;
  readonly label: string;
  readonly group: "Everywhere" | "Keyframes" | "Objects" | "Drawing" | "View";
  /** Keys as they are shown, one a combination: `Ctrl+Z`. The first is the one on the button. */
  readonly keys: readonly string[];
  /** Whether the key and the button do something now. */
  readonly when: (editor: Editor) => boolean;
  readonly run: (editor: Editor) => readonly EditorEvent[];
}

const always = () => true;
const editable = (editor: Editor) => editor.editable && editor.track !== null;
const drawing = (editor: Editor) => editor.tool.tool === "polygon";

const tools: readonly Action[] = [
  {
    name: "select",
    label: "Select and edit",
    group: "Drawing",
    keys: ["V"],
    when: always,
    run: () => [{ type: "tool", tool: "select" }],
  },
  {
    name: "polygon",
    label: "Draw an outline or a further part",
    group: "Drawing",
    keys: ["N"],
    when: editable,
    run: () => [{ type: "tool", tool: "part" }],
  },
  {
    name: "hole",
    label: "Cut a hole",
    group: "Drawing",
    keys: ["Shift+X"],
    when: (e) => editable(e) && visibleShape(e).length > 0,
    run: () => [{ type: "tool", tool: "hole" }],
  },
  {
    name: "absent",
    label: "Absent here",
    group: "Drawing",
    keys: ["O"],
    when: editable,
    run: () => [{ type: "toggle-absent" }],
  },
  {
    name: "hand",
    label: "Pan (or hold Space, or drag with the middle button)",
    group: "View",
    keys: ["P"],
    when: always,
    run: () => [{ type: "tool", tool: "hand" }],
  },
];

const gestures: readonly Action[] = [
  {
    name: "finish",
    label: "Close the outline",
    group: "Drawing",
    keys: ["Enter"],
    when: drawing,
    run: () => [input("finish")],
  },
  {
    name: "take-back",
    label: "Take back a point",
    group: "Drawing",
    keys: ["Backspace"],
    when: drawing,
    run: () => [input("take-back")],
  },
  {
    name: "delete",
    label: "Delete the point or outline",
    group: "Drawing",
    keys: ["Delete"],
    when: (e) => editable(e) && !drawing(e),
    run: () => [input("remove")],
  },
  {
    name: "delete-keyframe",
    label: "Delete all outlines here",
    group: "Drawing",
    keys: ["Shift+Delete"],
    when: hasCell,
    run: () => [{ type: "delete-cell" }],
  },
  { name: "cancel", label: "Let go", group: "Drawing", keys: ["Escape"], when: always, run: () => [input("cancel")] },
];

const history: readonly Action[] = [
  {
    name: "undo",
    label: "Undo",
    group: "Everywhere",
    keys: ["Ctrl+Z"],
    when: (e) => e.editable && e.history.past.length > 0,
    run: () => [{ type: "undo" }],
  },
  {
    name: "redo",
    label: "Redo",
    group: "Everywhere",
    keys: ["Ctrl+Shift+Z", "Ctrl+Y"],
    when: (e) => e.editable && e.history.future.length > 0,
    run: () => [{ type: "redo" }],
  },
];

const steps: readonly Action[] = [
  {
    name: "previous-keyframe",
    label: "Keyframe back",
    group: "Keyframes",
    keys: ["E", "PageUp"],
    when: (e) => beside(e, -1) !== null,
    run: (e) => goTo(beside(e, -1)),
  },
  {
    name: "next-keyframe",
    label: "Keyframe on",
    group: "Keyframes",
    keys: ["R", "PageDown"],
    when: (e) => beside(e, 1) !== null,
    run: (e) => goTo(beside(e, 1)),
  },
  {
    name: "first-keyframe",
    label: "First keyframe",
    group: "Keyframes",
    keys: ["Home"],
    when: always,
    run: (e) => goTo(e.history.present.frames[0] ?? null),
  },
  {
    name: "last-keyframe",
    label: "Last keyframe",
    group: "Keyframes",
    keys: ["End"],
    when: always,
    run: (e) => goTo(e.history.present.frames.at(-1) ?? null),
  },
  {
    name: "next-open",
    label: "Next open cell",
    group: "Keyframes",
    keys: ["M"],
    when: (e) => nextOpen(e.history.present, null) !== null,
    run: goToOpen,
  },
];

const views: readonly Action[] = [
  { name: "fit", label: "Fit", group: "View", keys: ["Z"], when: always, run: () => [{ type: "fit" }] },
  {
    name: "zoom-in",
    label: "Zoom in",
    group: "View",
    keys: ["+", "="],
    when: always,
    run: () => [{ type: "zoom", at: null, factor: 1.25 }],
  },
  {
    name: "zoom-out",
    label: "Zoom out",
    group: "View",
    keys: ["-"],
    when: always,
    run: () => [{ type: "zoom", at: null, factor: 0.8 }],
  },
  {
    name: "onion",
    label: "Onion skin: the neighbouring keyframes",
    group: "View",
    keys: ["I"],
    when: always,
    run: () => [{ type: "onion" }],
  },
  {
    name: "hide",
    label: "Hide the object",
    group: "Objects",
    keys: ["H"],
    when: (e) => e.track !== null,
    run: (e) => (e.track === null ? [] : [{ type: "hide", track: e.track }]),
  },
];

/** Everything that can be done, in the order of the help. */
export const actions: readonly Action[] = [
  ...history,
  ...steps,
  ...objectActions(),
  ...tools,
  ...gestures,
  ...views,
  ...nudges(),
];

function input(type: "finish" | "cancel" | "take-back" | "remove"): EditorEvent {
  return { type: "input", input: { type } };
}

function hasCell(editor: Editor): boolean {
  const place = currentPlace(editor);
  return editor.editable && place !== null && cellAt(editor.history.present, place) !== null;
}

function beside(editor: Editor, step: -1 | 1): number | null {
  const { frames } = editor.history.present;
  return frames[frames.indexOf(editor.frame) + step] ?? null;
}

function goTo(frame: number | null): readonly EditorEvent[] {
  return frame === null ? [] : [{ type: "go", frame }];
}

function goToOpen(editor: Editor): readonly EditorEvent[] {
  const place = nextOpen(editor.history.present, currentPlace(editor));
  return place ? [{ type: "go", ...place }] : [];
}

function objectActions(): readonly Action[] {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map((number) => ({
    name: `object-${number}`,
    label: `Object ${number}`,
    group: "Objects",
    keys: [`${number}`],
    when: (editor) => trackNumbered(editor, number) !== null,
    run: (editor) => {
      const track = trackNumbered(editor, number);
      return track === null ? [] : [{ type: "choose-track", track }];
    },
  }));
}

function trackNumbered(editor: Editor, number: number): string | null {
  return editor.history.present.tracks.find((track) => track.number === number)?.id ?? null;
}

function nudges(): readonly Action[] {
  const ways = [
    ["ArrowLeft", "left", -1, 0],
    ["ArrowRight", "right", 1, 0],
    ["ArrowUp", "up", 0, -1],
    ["ArrowDown", "down", 0, 1],
  ] as const;
  return ways.flatMap(([key, word, dx, dy]) =>
    [1, 10].map(
      (far): Action => ({
        name: `nudge-${word}-${far}`,
        label: `Nudge ${word} by ${far} px`,
        group: "Drawing",
        keys: [far === 1 ? key : `Shift+${key}`],
        when: (editor) => editor.tool.tool === "select" && editor.tool.chosen !== null && editor.editable,
        run: () => [{ type: "input", input: { type: "nudge", dx: dx * far, dy: dy * far } }],
      }),
    ),
  );
}

/** The action that a key press asks for now, or null. */
export function actionFor(press: Press, editor: Editor): Action | null {
  const combination = combinationOf(press);
  return actions.find((action) => action.keys.includes(combination) && action.when(editor)) ?? null;
}

/** A key press in the words of `Action.keys`. A sign that needs Shift on some keyboards is named without it. */
export function combinationOf({ key, ctrl, shift, alt }: Press): string {
  const named = key.length === 1 ? key.toUpperCase() : key;
  const sign = key.length === 1 && key.toUpperCase() === key.toLowerCase();
  return [ctrl ? "Ctrl" : "", alt ? "Alt" : "", shift && !sign ? "Shift" : "", named].filter(Boolean).join("+");
}

/** The action of this name. */
export function actionNamed(name: string): Action | undefined {
  return actions.find((action) => action.name === name);
}
