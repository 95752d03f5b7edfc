/** The number word of a phrase against the objects that it is tied to: "two cups" with three objects is a slip of one or the other. */

import { t } from "@lingui/core/macro";
import { headOf } from "../nouns";
import type { Fix, Problem } from "../problem";
import type { Grounding } from "../survey";
import { NUMBER_WORDS, type Told, told } from "./numbers";
import { doubt, type Reading, retag, reword, wordsOf } from "./reading";

/** Choices beyond these are no help: the person sees three at a glance. */
const CHOICES = 3;

export function countDoubts(read: Reading, names: ReadonlyMap<string, string>): Problem[] {
  return read.groundings.flatMap((phrase) => {
    const number = phrase.ids.includes("?") ? undefined : told(wordsOf(read, phrase));
    if (number === undefined || agrees(number, phrase.ids.length)) return [];
    const count = number.counts.at(-1) ?? 0;
    const list = phrase.ids.join(", ");
    const ids = phrase.ids.length === 1 ? t`the object is ${list}` : t`the objects are ${list}`;
    return doubt(read, "L_COUNT", phrase, {
      title: t`“${number.word.text}” says ${number.sum ? t`${count} in all` : count}, ${ids}`,
      why: t`Number word and objects should agree.`,
      fixes: [...chosen(phrase, count), ...added(phrase, count, names), ...reworded(read, phrase, number)],
    });
  });
}

function agrees({ counts, more }: Told, objects: number): boolean {
  return counts.includes(objects) || (more && objects > Math.max(...counts));
}

/** Fewer objects: each way to leave out as many as are too many. */
function chosen(phrase: Grounding, count: number): Fix[] {
  const choices = subsets(phrase.ids, count);
  if (count >= phrase.ids.length || choices.length > CHOICES) return [];
  const ends = [phrase.ids[0], phrase.ids.at(-1)].join();
  const outer = /\b(?:outer|outside|end|side)\b/iu.test(phrase.text);
  return choices
    .toSorted((one, other) => (outer ? Number(other.join() === ends) - Number(one.join() === ends) : 0))
    .map((ids) => retag(phrase, ids));
}

/** More objects: those of the same name, when they are exactly as many as are missing. */
function added(phrase: Grounding, count: number, names: ReadonlyMap<string, string>): Fix[] {
  const missing = count - phrase.ids.length;
  if (missing <= 0) return [];
  const others = [...names].filter(([id]) => !phrase.ids.includes(id));
  const head = headOf(phrase.text);
  const alike = others.filter(([, name]) => head !== "" && headOf(name) === head);
  const choice = alike.length === missing ? alike : others.length === missing ? others : [];
  return choice.length === 0 ? [] : [retag(phrase, [...phrase.ids, ...choice.map(([id]) => id)])];
}

/** The number that the objects have, as a word or a digit like the one there. */
function reworded(read: Reading, { ids }: Grounding, { word, counts, sum }: Told): Fix[] {
  const number = NUMBER_WORDS[ids.length - 1];
  if (sum || !word.whole || counts.length > 1 || ids.length < 2 || number === undefined) return [];
  if (/^\d+$/.test(word.text)) return [reword(read.text, word, String(ids.length))];
  return [reword(read.text, word, word.lower === "both" ? `all ${number}` : number)];
}

function subsets(ids: readonly string[], count: number): readonly (readonly string[])[] {
  if (count === 0) return [[]];
  return ids.flatMap((id, index) => subsets(ids.slice(index + 1), count - 1).map((rest) => [id, ...rest]));
}
