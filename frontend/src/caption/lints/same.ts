/** The same words for different objects: whoever reads "a man … a man" cannot tell which mask belongs to which. */

import { t } from "@lingui/core/macro";
import type { Change, Fix, Problem } from "../problem";
import type { Grounding } from "../survey";
import { numberOf } from "./numbers";
import { cased, doubt, type Reading, retag, type Word, wordsOf } from "./reading";

/** These point at whatever was spoken of last, so they may name one object now and another later. */
const POINTERS =
  /^(?:|i|he|she|it|they|him|her|them|his|hers|its|theirs?|this|that|these|those|who|both|all|each|one|ones|others?|all of them|(?:the|each) others?|one another|the (?:two|three|four)|both of them|\p{L}+sel(?:f|ves))$/u;
const PLAIN_ARTICLE = /^(?:an?|the)$/;
const DETERMINER =
  /^(?:an?|the|this|that|these|those|my|your|his|her|its|our|their|another|other|second|third|fourth|fifth|first|last|next|left|right|same|\S+'s?)$/;

type Named = {
  readonly phrase: Grounding;
  readonly label: string;
  readonly words: readonly Word[];
  readonly article: Word | undefined;
};

export function sameDoubts(read: Reading): Problem[] {
  const byLabel = new Map<string, Named[]>();
  for (const one of read.groundings.flatMap((phrase) => named(read, phrase)))
    byLabel.set(one.label, [...(byLabel.get(one.label) ?? []), one]);
  return [...byLabel.values()].flatMap((alike) => {
    const seen: Named[] = [];
    return alike.flatMap((one) => {
      const before = seen.find(({ phrase }) => phrase.ids.some((id) => one.phrase.ids.includes(id)));
      const twin = seen[0];
      if (before === undefined) seen.push(one);
      return before || !twin ? [] : [doubtOf(read, one, twin, seen.length)];
    });
  });
}

/** The phrase with what tells it apart from its like, a word before the bracket included: "another [man]". */
function named(read: Reading, phrase: Grounding): Named[] {
  const words = wordsOf(read, phrase);
  const [first] = words;
  if (first === undefined || phrase.ids.includes("?")) return [];
  const at = read.words.indexOf(first);
  const before = DETERMINER.test(first.lower) ? [] : determiners(read.words, at);
  const all = [...before, ...words];
  const article = PLAIN_ARTICLE.test(all[0]?.lower ?? "") ? all[0] : undefined;
  const label = (article ? all.slice(1) : all).map(({ lower }) => lower).join(" ");
  return POINTERS.test(label) || POINTERS.test(all.map(({ lower }) => lower).join(" "))
    ? []
    : [{ phrase, label, words, article }];
}

function determiners(words: readonly Word[], at: number): readonly Word[] {
  let first = at;
  while (first > 0 && words[first]?.gap === " " && DETERMINER.test(words[first - 1]?.lower ?? "")) first -= 1;
  return words.slice(first, at);
}

function doubtOf(read: Reading, one: Named, twin: Named, nth: number): Problem {
  const { phrase } = one;
  const together = new Set([...twin.phrase.ids, ...phrase.ids]);
  return doubt(read, "L_SAME", phrase, {
    title: t`“${phrase.text}” names ${twin.phrase.ids.join(", ")} and ${phrase.ids.join(", ")}`,
    why: t`Add a word that tells the two apart, or tie both to one object.`,
    fixes: [
      ...distinguished(read, one, nth),
      ...(together.size > twin.phrase.ids.length ? [retag(phrase, twin.phrase.ids)] : []),
    ],
  });
}

/** "a man" → "another man", "the man" → "the second man", "two men" → "two other men". */
function distinguished({ text }: Reading, { words, article }: Named, nth: number): Fix[] {
  const [first] = words;
  if (first === undefined || (article && !article.whole)) return [];
  const fix = (shown: string, change: Change): Fix[] => [{ label: t`Write “${shown}”`, changes: [change] }];
  if (article && article.lower !== "the") {
    const insert = cased("another", article.text);
    return fix(insert, { from: article.from, to: article.to, insert });
  }
  const ordinal = ["second", "third", "fourth", "fifth"][nth - 2] ?? "other";
  if (article) return fix(`${article.text} ${ordinal}`, { from: article.to, to: article.to, insert: ` ${ordinal}` });
  if (numberOf(first.lower) !== undefined)
    return fix(`${first.text} other`, { from: first.to, to: first.to, insert: " other" });
  const word = cased("other", text.slice(first.from, first.to));
  if (!/s$/u.test(words.at(-1)?.lower ?? "")) return [];
  const insert = `${word} ${first.text.charAt(0).toLowerCase()}`;
  return fix(`${word} ${first.lower}`, { from: first.from, to: first.from + 1, insert });
}
