/** Objects that the caption has already come up by name while one types it again; taking one writes the words with their tie. */

import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeCompletion,
  completionStatus,
  moveCompletionSelection,
  startCompletion,
} from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { t } from "@lingui/core/macro";
import { badge } from "./badges";
import { readingField } from "./document";
import { completed } from "./gestures";
import { objectsField } from "./objects";
import type { CaptionObject } from "./problem";
import type { Reading } from "./reading";
import { beginsWord } from "./words";

/** An object whose name begins with what stands before the caret, from `from` on. */
export type Begun = { readonly object: CaptionObject; readonly from: number; readonly words: string };

/** Objects whose names the text before the caret begins: the longest beginning first. Two letters at least, one where a sign is a word. */
export function begun({ text, groundings }: Reading, objects: readonly CaptionObject[], at: number): readonly Begun[] {
  if (groundings.some((one) => at > one.from && at < one.to)) return [];
  const floor = Math.max(0, groundings.findLast((one) => one.to <= at)?.to ?? 0, at - 80);
  const typed = text.slice(floor, at);
  const lower = typed.toLowerCase();
  const found: Begun[] = [];
  for (const object of objects) {
    const from = startOf(lower, object.name.toLowerCase());
    if (from === null || !beginsWord(text, floor + from)) continue;
    found.push({ object, from: floor + from, words: typed.slice(from) + object.name.slice(typed.length - from) });
  }
  return found.toSorted((one, other) => one.from - other.from);
}

/** Where the longest end of `typed` that begins `name` starts; null without one. */
function startOf(typed: string, name: string): number | null {
  for (let from = Math.max(0, typed.length - name.length); from < typed.length; from += 1) {
    const end = typed.slice(from);
    if (end.length < (/^[\x20-\u02af]/u.test(end) ? 2 : 1)) return null;
    if (name.startsWith(end)) return from;
  }
  return null;
}

type ObjectCompletion = Completion & { readonly number: number };

function objectsHere({ state, pos }: CompletionContext): CompletionResult | null {
  const found = begun(state.field(readingField), state.field(objectsField), pos);
  if (found.length === 0) return null;
  const options = found.map(
    ({ object: { number, name }, from, words }): ObjectCompletion => ({
      label: name,
      detail: t`object ${number}`,
      number,
      apply: (view) => view.dispatch(completed(from, view.state.selection.main.head, words, number)),
    }),
  );
  return { from: Math.min(...found.map((one) => one.from)), options, filter: false };
}

const keys = Prec.highest(
  keymap.of([
    { key: "Enter", run: acceptCompletion },
    { key: "Tab", run: acceptCompletion },
    { key: "Escape", run: closeCompletion },
    { key: "ArrowDown", run: moveCompletionSelection(true) },
    { key: "ArrowUp", run: moveCompletionSelection(false) },
  ]),
);

/** Milliseconds after a letter that may begin a name. */
const PAUSE = 80;

/** Asked here and not by CodeMirror, which would start a search of its own at every letter. */
const asking = ViewPlugin.define((view) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    update: ({ transactions, state }: ViewUpdate) => {
      if (!transactions.some((one) => one.docChanged)) return;
      clearTimeout(timer);
      if (!transactions.some((one) => one.isUserEvent("input.type")) || completionStatus(state) !== null) return;
      if (begun(state.field(readingField), state.field(objectsField), state.selection.main.head).length > 0)
        timer = setTimeout(() => startCompletion(view), PAUSE);
    },
    destroy: () => clearTimeout(timer),
  };
});

/** Opens by itself while typing, never by a key: Ctrl+Space plays the clip. */
export const objectCompletion: Extension = [
  keys,
  asking,
  autocompletion({
    override: [objectsHere],
    activateOnTyping: false,
    defaultKeymap: false,
    icons: false,
    tooltipClass: () => "caption-complete",
    addToOptions: [{ render: (completion) => badge(String((completion as ObjectCompletion).number)), position: 20 }],
  }),
];
