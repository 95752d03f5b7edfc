/** The caption's own gestures as values: tie words to an object, add or take an object, untie; each is one change of the string. */

import { type Grounding, groundingAt, type Reading } from "./reading";
import { wordAt } from "./words";

/** One replacement (UTF-16 units) and what is selected after it. */
export type Edit = {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly anchor: number;
  readonly head: number;
};

/**
 * Ties the selection to an object. On words that are tied already the object is added, or taken away when it is there; the last
 * one taken unties the words. An empty selection means the word under the caret.
 *
 * Args:
 *   id: "0" to "9", or "?" for a crowd.
 * Returns: undefined where nothing can be tied: no word there, or the selection cuts through a bracket.
 */
export function ground({ text, groundings }: Reading, from: number, to: number, id: string): Edit | undefined {
  const tied = groundingAt(groundings, from, to);
  if (tied !== undefined) return from >= tied.from && to <= tied.to ? toggle(tied, id) : undefined;
  const words = from === to ? wordAt(text, from) : trimmed(text, from, to);
  if (words === undefined || /[[\]<>]/u.test(text.slice(words.from, words.to))) return undefined;
  const phrase = text.slice(words.from, words.to);
  return { ...words, insert: `[${phrase}]<mask_${id}>`, anchor: words.from + 1, head: words.from + 1 + phrase.length };
}

/** Unties the words at the caret or selection, or right before the caret: brackets and tag go, the words stay. */
export function unground({ groundings }: Reading, from: number, to: number): Edit | undefined {
  const tied = groundingAt(groundings, from, to) ?? groundings.find((one) => from === to && from === one.to);
  return tied && untie(tied);
}

/** The words that a gesture here would tie, for the row that offers the objects. */
export function selectedWords({ text, groundings }: Reading, from: number, to: number): string {
  const tied = groundingAt(groundings, from, to);
  return tied?.text ?? text.slice(from, to).trim();
}

function toggle(tied: Grounding, id: string): Edit {
  const ids = tied.ids.includes(id) ? tied.ids.filter((other) => other !== id) : [...tied.ids, id];
  if (ids.length === 0) return untie(tied);
  return {
    from: tied.phraseTo + 1,
    to: tied.to,
    insert: `<mask_${ids.join(",")}>`,
    anchor: tied.phraseFrom,
    head: tied.phraseTo,
  };
}

function untie(tied: Grounding): Edit {
  return { from: tied.from, to: tied.to, insert: tied.text, anchor: tied.from, head: tied.from + tied.text.length };
}

function trimmed(text: string, from: number, to: number): { from: number; to: number } | undefined {
  const selected = text.slice(from, to);
  const words = selected.trim();
  if (words === "") return undefined;
  const start = from + selected.indexOf(words);
  return { from: start, to: start + words.length };
}
