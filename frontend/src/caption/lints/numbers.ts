/**
 * How many objects the words of a phrase speak of, where English says it beyond doubt.
 *
 * "two cups" and "a man and two dogs" say it; "a cup with two handles", "a two-year-old" and "player 10" do not. A group may
 * be one object or its members ("a pair of shoes"), so a phrase may allow several counts.
 */

import type { Word } from "./reading";

export const NUMBER_WORDS = [
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

const GROUPS: ReadonlyMap<string, number> = new Map([
  ["pair", 2],
  ["couple", 2],
  ["duo", 2],
  ["trio", 3],
  ["quartet", 4],
  ["dozen", 12],
]);
const BEFORE_A_NUMBER = new Set(
  "all the these those this that his her its their my our your other another first last next same remaining only exactly".split(
    " ",
  ),
);
/** After a number these make an adjective or a measure of it: "two year old", "three quarters". */
const MEASURES =
  /^(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|foot|feet|inch(?:es)?|meters?|metres?|miles?|times?|pieces?|way|lane|wheel|door|stor(?:y|ey)|seat|seater|man|person|star|tier|point|dollars?|pounds?|kilos?|kg|cm|mm|km|m|degrees?|percent|thirds?|quarters?|halves|half|o'clock|st|nd|rd|th|by)$/;
const SINGULAR = new Set(["a", "an", "another", "this", "that", "his", "her", "its", "each"]);

/** What says how many there are. */
export type Told = {
  readonly word: Word;
  readonly counts: readonly number[];
  /** There may be more, as in "two men with a dog" and "two cats and dogs". */
  readonly more: boolean;
  /** The count is of several things, so that no one word can be changed to mend it. */
  readonly sum: boolean;
};

/** What a phrase's words say; undefined where they say nothing or too much. */
export function told(words: readonly Word[]): Told | undefined {
  const parts = apart(words);
  const [first, ...rest] = parts.map(leading);
  if (rest.length === 0)
    return first && { ...first, more: first.more || words.some(({ lower }) => lower === "and" || lower === "with") };
  const counts = [first, ...rest].map((part, index) => part?.counts ?? (isSingular(parts[index] ?? []) ? [1] : []));
  const sayer = [first, ...rest].find((part) => part !== undefined);
  if (sayer === undefined || counts.some((one) => one.length !== 1)) return undefined;
  return { ...sayer, counts: [counts.flat().reduce((sum, one) => sum + one, 0)], sum: true };
}

/** Cut where "and" or a comma joins two things; "black and white" joins none, so only before what may begin a thing. */
function apart(words: readonly Word[]): readonly (readonly Word[])[] {
  const parts: Word[][] = [[]];
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    const joins = word.lower === "and" || (index > 0 && word.gap.includes(","));
    if (joins && next && begins(word.lower === "and" ? next : word)) parts.push([]);
    if (word.lower !== "and") parts.at(-1)?.push(word);
  }
  return parts;
}

function begins({ lower }: Word): boolean {
  return SINGULAR.has(lower) || BEFORE_A_NUMBER.has(lower) || numberOf(lower) !== undefined || lower === "both";
}

function isSingular(words: readonly Word[]): boolean {
  return SINGULAR.has(words[0]?.lower ?? "");
}

function leading(words: readonly Word[]): Told | undefined {
  let at = 0;
  while (BEFORE_A_NUMBER.has(words[at]?.lower ?? "")) at += 1;
  const word = words[at];
  if (word === undefined) return undefined;
  const next = words[at + 1]?.lower ?? "";
  if (word.lower === "both") return says(word, 2);
  const number = numberOf(word.lower);
  if (number !== undefined) {
    const band = number === 1 && /^(?:man|person)$/.test(next); // "one man" is a man, "a two man boat" a boat
    if ((MEASURES.test(next) && !band) || (number === 1 && (at > 0 || next === "another"))) return undefined;
    return says(word, number);
  }
  return group(words, at);
}

/** "a pair of cups", "half a dozen eggs", "the trio", "a group of three men". */
function group(words: readonly Word[], at: number): Told | undefined {
  const half = words[at]?.lower === "half";
  const noun = words[at + (half ? 1 : 0)]?.lower === "a" ? at + (half ? 2 : 1) : at;
  const word = words[noun];
  const count = GROUPS.get(word?.lower ?? "");
  if (word !== undefined && count !== undefined) return says(word, 1, half ? count / 2 : count);
  const member = words[noun + 2];
  const number = numberOf(member?.lower ?? "");
  const groups =
    words[noun + 1]?.lower === "of" &&
    /^(?:group|team|set|row|line|stack|pile|bunch|band|family)$/.test(word?.lower ?? "");
  return groups && member !== undefined && number !== undefined ? says(member, 1, number) : undefined;
}

function says(word: Word, ...counts: number[]): Told {
  return { word, counts, more: false, sum: false };
}

export function numberOf(lower: string): number | undefined {
  const index = NUMBER_WORDS.indexOf(lower);
  if (index >= 0) return index + 1;
  return /^[1-9]\d?$/.test(lower) ? Number(lower) : undefined;
}
