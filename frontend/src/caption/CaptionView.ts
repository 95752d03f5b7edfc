/**
 * A caption is one line of hundreds of words, laid out anew at each letter, and CodeMirror puts an image on either side of everything
 * it replaces: four for each chip, which cost as much as the words. Chromium shows the caret well without them, so there they are not
 * laid out (caption.css, `sparse`), and this view knows the places where CodeMirror would look for one of them.
 */

import type { Extension, SelectionRange, TransactionSpec } from "@codemirror/state";
import { EditorView, type Rect } from "@codemirror/view";
import { rawField, readingField } from "./document";
import type { Reading } from "./reading";

/** Only Chromium has it. */
const SPARSE = "EditContext" in window;
/** Pixels kept free above and below the caret's line. */
export const MARGIN = 5;

export class CaptionView extends EditorView {
  /** True while a letter goes through CodeMirror: at its key, and as it is put in. */
  lettering = false;
  private waiting = false;

  /**
   * Puts a letter in. What CodeMirror measures after a change (heights, the window's part of the text, the way to the caret) asks the
   * page seventy things, and of one paragraph that is all on the page it learns nothing new: it waits for `settle`.
   */
  put(letter: TransactionSpec): void {
    this.lettering = true;
    try {
      this.dispatch(letter);
    } finally {
      this.lettering = false;
    }
  }

  /** Lets CodeMirror measure what letters left waiting, before anything asks for places or heights. */
  settle(): void {
    this.lettering = false;
    if (this.waiting) this.requestMeasure();
  }

  override requestMeasure<T>(request?: Parameters<typeof EditorView.prototype.requestMeasure<T>>[0]): void {
    if (this.lettering && request === undefined) {
      this.waiting = true;
      return;
    }
    this.waiting = false;
    super.requestMeasure(request);
  }

  override coordsAtPos(pos: number, side: -1 | 1 = 1): Rect | null {
    const found = super.coordsAtPos(pos, side);
    if (!SPARSE || (found && found.top < found.bottom)) return found;
    const phrase = this.state.field(rawField)
      ? undefined
      : this.state.field(readingField).groundings.find(({ from, phraseFrom }) => pos === from || pos === phraseFrom);
    // Before and behind a hidden bracket is where its words begin; elsewhere the other side of the place is something to see.
    const other = phrase ? super.coordsAtPos(phrase.phraseFrom, 1) : super.coordsAtPos(pos, side > 0 ? -1 : 1);
    return other && other.top < other.bottom ? other : found;
  }
}

/** CodeMirror's own way to the caret asks its tiles and not the view, which is cheaper, and wrong at the edges of a chip. */
function scrollTo(view: EditorView, { head, anchor, assoc }: SelectionRange): boolean {
  const { groundings } = view.state.field(readingField);
  if (!groundings.some((one) => [one.from, one.phraseFrom, one.phraseTo, one.to].includes(head))) return false;
  const rect = view.coordsAtPos(head, assoc < 0 || head > anchor ? -1 : 1);
  const box = scrollingBox(view);
  if (!rect || !box) return true;
  const { top } = box.getBoundingClientRect();
  const over = top + MARGIN - rect.top;
  const under = rect.bottom - (top + box.clientHeight - MARGIN);
  if (over > 0) box.scrollTop -= over;
  else if (under > 0) box.scrollTop += under;
  return true;
}

/** The nearest box around the editor that has more to show than it shows. */
export function scrollingBox({ dom }: EditorView): HTMLElement | null {
  for (let box = dom.parentElement; box; box = box.parentElement) {
    if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  }
  return null;
}

/** Between two chips that touch there is nothing but those images for the caret to stand at, so there they all stay. */
const touching = ({ groundings }: Reading): boolean =>
  groundings.some(({ to }, place) => groundings[place + 1]?.from === to);

export const sparse: Extension = SPARSE
  ? [
      EditorView.editorAttributes.compute([readingField], (state) => ({
        class: touching(state.field(readingField)) ? "" : "sparse",
      })),
      EditorView.scrollHandler.of(scrollTo),
    ]
  : [];
