/**
 * What changed between two captions, word by word, with ties kept apart from words.
 *
 * A diff of the raw strings would show `<mask_1>` becoming `<mask_2>` as broken syntax. So the words are compared as a reader sees
 * them, and what they are tied to is laid over the result: a chip whose object changed keeps its words and shows both badges.
 * Chinese and Japanese have no spaces between words, so the browser's own segmenter cuts them.
 */

import { diffArrays } from "diff";
import type { Language } from "./grammar";

export type Change = "same" | "added" | "removed";
/** Neighbouring words with one fate. */
export type Run = { readonly change: Change; readonly text: string };
/** Words outside of any phrase have null twice; a phrase that was newly tied has null before, an untied one null after. */
export type Stretch = {
  readonly runs: readonly Run[];
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
};

type Word = { readonly text: string; readonly tie: Tie | null };
type Tie = { readonly ids: readonly string[] };
type Fated = {
  readonly change: Change;
  readonly text: string;
  readonly before: Tie | null;
  readonly after: Tie | null;
};

const GROUNDING = /\[([^[\]<>]+)\]<mask_([0-9?](?:,[0-9?])*)>/gu;
/** Past this many edits two texts have nothing in common that a reader would look for. */
const MOST_EDITS = 1500;

const segmenters = new Map<Language, Intl.Segmenter>();

/** Text as words, spaces and marks; joined again they are the text. */
function cutIntoWords(text: string, language: Language): string[] {
  const segmenter = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: "word" });
  segmenters.set(language, segmenter);
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Compares two texts that hold no phrases. */
export function compareWords(before: string, after: string, language: Language = "en"): Run[] {
  const untied = (text: string) => cutIntoWords(text, language).map((word) => ({ text: word, tie: null }));
  return runsOf(fates(untied(before), untied(after)));
}

/** Compares two raw captions; brackets that are not whole are words like others. */
export function compareCaptions(before: string, after: string, language: Language = "en"): Stretch[] {
  const fated = fates(tiedWords(before, language), tiedWords(after, language));
  const stretches: { words: Fated[]; before: Tie | null; after: Tie | null }[] = [];
  for (const word of fated) {
    const last = stretches.at(-1);
    if (last && belongs(word, last)) {
      last.words.push(word);
      last.before ??= word.before;
      last.after ??= word.after;
    } else stretches.push({ words: [word], before: word.before, after: word.after });
  }
  return stretches.map((one) => ({
    runs: runsOf(one.words),
    before: one.before?.ids ?? null,
    after: one.after?.ids ?? null,
  }));
}

/** Whether anything differs. */
export function isChanged(stretches: readonly Stretch[]): boolean {
  return stretches.some(
    ({ runs, before, after }) => runs.some(({ change }) => change !== "same") || before?.join() !== after?.join(),
  );
}

/** A word goes on with the phrase before it while neither of its ties says otherwise. */
function belongs(word: Fated, last: { readonly before: Tie | null; readonly after: Tie | null }): boolean {
  const bound = word.before ?? word.after;
  const lastBound = last.before ?? last.after;
  if (bound === null || lastBound === null) return bound === lastBound;
  if (word.change === "removed") return word.before === last.before;
  if (word.change === "added") return word.after === last.after;
  return word.before === last.before && word.after === last.after;
}

function tiedWords(raw: string, language: Language): Word[] {
  const words: Word[] = [];
  const take = (text: string, tie: Tie | null) => {
    for (const word of cutIntoWords(text, language)) words.push({ text: word, tie });
  };
  let at = 0;
  for (const match of raw.matchAll(GROUNDING)) {
    take(raw.slice(at, match.index), null);
    take(match[1] ?? "", { ids: match[2]?.split(",") ?? [] });
    at = match.index + match[0].length;
  }
  take(raw.slice(at), null);
  return words;
}

function fates(before: readonly Word[], after: readonly Word[]): Fated[] {
  const texts = (words: readonly Word[]) => words.map(({ text }) => text);
  const parts = diffArrays(texts(before), texts(after), { maxEditLength: MOST_EDITS }) ?? [
    { removed: true, added: false, value: texts(before) },
    { removed: false, added: true, value: texts(after) },
  ];
  let old = 0;
  let fresh = 0;
  const fated: Fated[] = [];
  for (const { removed, added, value } of parts) {
    for (const text of value) {
      if (removed) fated.push({ change: "removed", text, before: before[old++]?.tie ?? null, after: null });
      else if (added) fated.push({ change: "added", text, before: null, after: after[fresh++]?.tie ?? null });
      else fated.push({ change: "same", text, before: before[old++]?.tie ?? null, after: after[fresh++]?.tie ?? null });
    }
  }
  return gathered(fated);
}

/** A space that stayed between two changed words is no island: "red cup" for "blue bowl" reads as one change. */
function gathered(words: readonly Fated[]): Fated[] {
  const out: Fated[] = [];
  for (let at = 0; at < words.length; ) {
    const hunk: Fated[] = [];
    while (at < words.length && inHunk(words, at)) hunk.push(words[at++] as Fated);
    const gone = hunk
      .filter(({ change }) => change !== "added")
      .map((word) => ({ ...word, change: "removed" as const, after: null }));
    const come = hunk
      .filter(({ change }) => change !== "removed")
      .map((word) => ({ ...word, change: "added" as const, before: null }));
    out.push(...gone, ...come);
    const next = words[at];
    if (next) out.push(next);
    at += 1;
  }
  return out;
}

function inHunk(words: readonly Fated[], at: number): boolean {
  const word = words[at];
  if (word?.change !== "same") return word !== undefined;
  const [left, right] = [words[at - 1], words[at + 1]];
  return /^\s+$/u.test(word.text) && left?.change !== "same" && right?.change !== "same" && Boolean(left && right);
}

function runsOf(words: readonly Fated[]): Run[] {
  const runs: { change: Change; text: string }[] = [];
  for (const { change, text } of words) {
    const last = runs.at(-1);
    if (last?.change === change) last.text += text;
    else runs.push({ change, text });
  }
  return runs;
}
