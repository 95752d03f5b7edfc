/**
 * The caption as words with their places, so that each lint looks at language and none at brackets.
 *
 * Words are those of the plain text, in its order; `from` and `to` are UTF-16 units of the raw string. Latin script only: the
 * lints know English, and say nothing about what they cannot read.
 */

import { t } from "@lingui/core/macro";
import { toCodePoints } from "../characters";
import type { Fix, LintCode, Problem } from "../problem";
import type { Grounding, Survey } from "../survey";

export type Word = {
  /** As written, without quotes and hyphens at its edges. */
  readonly text: string;
  readonly lower: string;
  readonly from: number;
  readonly to: number;
  /** What stands between the word before and this one in the plain text. */
  readonly gap: string;
  /** Whether a sentence begins with it. */
  readonly opens: boolean;
  /** The phrase that it is a word of. */
  readonly phrase: Grounding | undefined;
  /** False where syntax cuts through it, as in `[cup]<mask_1>s`; such a word cannot be replaced. */
  readonly whole: boolean;
};

export type Reading = {
  readonly text: string;
  readonly groundings: readonly Grounding[];
  readonly words: readonly Word[];
  /** Most letters are Latin, so that the caption is likely English. */
  readonly latin: boolean;
};

const WORD = /<[^<>]*>?|[\p{L}\p{M}\p{N}]+(?:(?:['’-]|(?<=\p{N})[.:](?=\p{N}))[\p{L}\p{M}\p{N}]+)*/gu;
const LATIN = /^[\p{Script=Latin}\p{M}\p{N}'’.:-]+$/u;

export function reading({ text, plain, groundings }: Survey): Reading {
  const place = rawPlaces(groundings);
  const words: Word[] = [];
  let end = 0;
  for (const match of plain.matchAll(WORD)) {
    const written = match[0];
    const from = place(match.index);
    const to = place(match.index + written.length - 1) + 1;
    const gap = plain.slice(end, match.index);
    end = match.index + written.length;
    if (!LATIN.test(written)) continue;
    const phrase = groundings.find((one) => one.phraseFrom <= from && to <= one.phraseTo);
    const opens = words.length === 0 || /[.!?…:“"]/u.test(gap);
    words.push({
      text: written,
      lower: written.toLowerCase().replaceAll("’", "'"),
      from,
      to,
      gap,
      opens,
      phrase,
      whole: to - from === written.length,
    });
  }
  const letters = plain.match(/\p{L}/gu)?.length ?? 0;
  return {
    text,
    groundings,
    words,
    latin: letters > 0 && (plain.match(/\p{Script=Latin}/gu)?.length ?? 0) * 2 > letters,
  };
}

/** Leads from an offset of the plain text to the raw string's; asked in ascending order. */
function rawPlaces(groundings: readonly Grounding[]): (offset: number) => number {
  const steps: { plain: number; shift: number }[] = [];
  let shift = 0;
  for (const one of groundings) {
    shift += one.phraseFrom - one.from;
    steps.push({ plain: one.phraseFrom - shift, shift });
    const after = one.to - one.phraseTo;
    steps.push({ plain: one.phraseTo - shift, shift: shift + after });
    shift += after;
  }
  let next = 0;
  let now = 0;
  return (offset) => {
    for (let step = steps[next]; step !== undefined && step.plain <= offset; step = steps[next]) {
      now = step.shift;
      next += 1;
    }
    return offset + now;
  };
}

/** The words of one phrase, in order. */
export function wordsOf({ words }: Reading, phrase: Grounding): readonly Word[] {
  return words.filter((word) => word.phrase === phrase);
}

type Place = { readonly from: number; readonly to: number };

/** A warning; where it is about no place of the text, give the end of it twice. */
export function doubt(
  { text }: Pick<Reading, "text">,
  code: LintCode,
  { from, to }: Place,
  said: { readonly title: string; readonly why: string; readonly fixes?: readonly Fix[] },
): Problem {
  const { title, why, fixes = [] } = said;
  return { severity: "warning", code, position: toCodePoints(text, from), from, to, title, why, fixes };
}

/** The phrase named with these objects instead. */
export function retag(phrase: Grounding, ids: readonly string[], label = t`Use ${ids.join(", ")}`): Fix {
  return { label, changes: [{ from: phrase.phraseTo + 1, to: phrase.to, insert: `<mask_${ids.join(",")}>` }] };
}

/** Another word in the place of some; it begins as they did, large or small. */
export function reword(text: string, { from, to }: Place, insert: string): Fix {
  const written = cased(insert, text.slice(from, to));
  return { label: t`Write “${written}”`, changes: [{ from, to, insert: written }] };
}

export function cased(word: string, like: string): string {
  return /^\p{Lu}/u.test(like) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
