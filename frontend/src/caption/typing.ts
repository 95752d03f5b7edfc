/**
 * Typed text is put in by a transaction, not by the browser: over selected words the browser would carry the chip's looks into inline
 * styles, and in a line of many chips its own insertion costs as much as everything else of a letter. Composing stays with the browser.
 *
 * CodeMirror's measuring is left for the hand's rest (CaptionView, `put`); that the caret stays in sight is looked after here.
 */

import type { Extension } from "@codemirror/state";
import { EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { CaptionView, MARGIN, scrollingBox } from "./CaptionView";

const letters = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    if (event.inputType !== "insertText" || event.isComposing || state.readOnly || !event.data) return false;
    if (!(view instanceof CaptionView)) return false;
    event.preventDefault();
    carry(view, event.data);
    view.put({ ...state.replaceSelection(event.data), userEvent: "input.type" });
    view.plugin(sight)?.look();
    return true;
  },
});

/**
 * Writes a letter at the caret so that the caret goes with it, for CodeMirror to find both as it wants them. To set the caret anew costs
 * Chromium as much as the rest of a letter; text that is put in before it pushes it along for nothing ("replace data", DOM Standard). The
 * sign before the caret is therefore written again behind the letter's text, and the one that was pushed on is taken away. Where this is
 * not what CodeMirror would have written (at the edge of a chip), it writes over it.
 */
function carry({ root, state, contentDOM }: EditorView, letter: string): void {
  const selection = root instanceof Document ? root.getSelection() : null;
  if (!selection?.isCollapsed || state.selection.ranges.length > 1 || !state.selection.main.empty) return;
  const { anchorNode: node, anchorOffset: at } = selection;
  if (!(node instanceof Text) || at < 1 || !contentDOM.contains(node)) return;
  const before = node.data[at - 1] ?? "";
  node.insertData(at - 1, before + letter);
  node.deleteData(at + letter.length, 1);
}

/** Whatever is not a letter may ask where something is. */
const settling = EditorView.domEventObservers({
  // Before any key is carried out, and after CodeMirror has looked at the page for it, see `sight`.
  keydown: (event, view) => {
    if (view instanceof CaptionView) view.lettering = false;
    if (!isLetter(event)) settle(view);
  },
  mousedown: (_event, view) => settle(view),
  compositionstart: (_event, view) => settle(view),
});

function isLetter({ key, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  return key.length === 1 && !ctrlKey && !metaKey && !altKey && !isComposing;
}

function settle(view: EditorView): void {
  if (view instanceof CaptionView) view.settle();
}

/** Keeps the caret in the box that scrolls: one question for its rectangle, where CodeMirror's own way asks every box up to the page. */
const sight = ViewPlugin.define((view) => {
  let frame = 0;
  let seen: number | undefined;
  // CodeMirror looks at the page at each key, and would measure it.
  const keyed = (event: KeyboardEvent) => {
    if (view instanceof CaptionView) view.lettering = isLetter(event);
  };
  view.dom.addEventListener("keydown", keyed, true);
  const look = () => {
    frame = 0;
    const caret = caretOf(view);
    // On the line where it was in sight, nothing else need be asked.
    if (caret && caret.top === seen) return;
    const box = scrollingBox(view);
    const top = box?.getBoundingClientRect().top ?? 0;
    const height = box?.clientHeight ?? window.innerHeight;
    const inSight = caret && caret.top >= top + MARGIN && caret.bottom <= top + height - MARGIN;
    seen = inSight ? caret.top : undefined;
    if (inSight) return;
    view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head) });
  };
  return {
    update: ({ docChanged }: ViewUpdate) => {
      // The hand rests, or something else than a letter is asked for.
      if (!docChanged) settle(view);
    },
    look: () => {
      if (frame === 0) frame = requestAnimationFrame(look);
    },
    destroy: () => {
      cancelAnimationFrame(frame);
      view.dom.removeEventListener("keydown", keyed, true);
    },
  };
});

function caretOf({ root }: EditorView): DOMRect | undefined {
  const selection = root instanceof Document ? root.getSelection() : null;
  return selection?.rangeCount ? selection.getRangeAt(0).getClientRects()[0] : undefined;
}

export const typing: Extension = [letters, settling, sight];
