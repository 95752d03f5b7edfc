/** One thing in words, several in objects: "a man" tied to two. Silent wherever a word may stand for several. */

import { t } from "@lingui/core/macro";
import type { Problem } from "../problem";
import { numberOf } from "./numbers";
import { doubt, type Reading, retag, type Word, wordsOf } from "./reading";

const PRONOUNS = new Set("he she it him himself herself itself".split(" "));
const ARTICLES = new Set("a an another this that each every".split(" "));
const DEFINITE = new Set("the his her its their my our your".split(" "));
/** Where the name of the thing ends: what follows says more about it. */
const AFTER_THE_NAME =
  /^(?:in|on|at|of|with|without|from|near|by|behind|beside|beneath|under|over|above|below|between|inside|outside|around|across|along|next|to|for|like|as|who|whom|whose|that|which|wearing|holding|carrying|sitting|standing|riding|running|walking|lying|is|are)$/;
/** One word, many things. */
const COLLECTIVE = new Set(
  `men women people children kids feet teeth geese mice oxen sheep deer fish cattle police poultry salmon trout shrimp bison moose
  swine aircraft spacecraft pair couple group family crowd team set row line bunch trio duo quartet band class herd flock pack swarm
  audience dozen few lot number handful stack pile string series rest others other remainder half majority staff crew army cast choir
  orchestra litter fleet furniture equipment clothing luggage food water hair gear debris fruit traffic wildlife stuff public
  bride pairing duet twins triplets`.split(/\s+/u),
);
/** With nothing after them these are many: "the elderly". */
const SUCH_PEOPLE = /^(?:elderly|young|old|rich|poor|first|second|last|former|latter|injured|wounded|homeless)$/;

export function singularDoubts(read: Reading): Problem[] {
  return read.groundings.flatMap((phrase) => {
    const { ids } = phrase;
    if (ids.length < 2 || ids.includes("?")) return [];
    const words = wordsOf(read, phrase);
    if (!isOne(words)) return [];
    return doubt(read, "L_SINGULAR", phrase, {
      title: t`“${phrase.text}” is one thing, the objects are ${ids.join(", ")}`,
      why: t`Tie it to one object, or write what names all of them.`,
      fixes: ids.length > 4 ? [] : ids.map((id) => retag(phrase, [id])),
    });
  });
}

function isOne(words: readonly Word[]): boolean {
  const [first] = words;
  if (first === undefined) return false;
  if (words.length === 1) return PRONOUNS.has(first.lower);
  const counted = words.some(({ lower }) => numberOf(lower) !== undefined && lower !== "one");
  const joined = words.some(
    ({ lower, gap }, at) => lower === "and" || lower === "or" || (at > 0 && /[,&/+]/u.test(gap)),
  );
  if (counted || joined) return false;
  const name = words.slice(1, endOfName(words));
  if (name.length === 0 || name.some(({ lower }) => COLLECTIVE.has(lower))) return false;
  if (SUCH_PEOPLE.test(name.at(-1)?.lower ?? "")) return false;
  if (ARTICLES.has(first.lower)) return true;
  // "the glass" and "the dogs" end alike, so that only a name without the s is surely one thing.
  return (
    DEFINITE.has(first.lower) && !/(?:s|['’])$/u.test(name.at(-1)?.lower ?? "s") && !isPlural(name.at(-1)?.lower ?? "")
  );
}

function endOfName(words: readonly Word[]): number {
  const end = words.findIndex(({ lower }, at) => at > 1 && AFTER_THE_NAME.test(lower));
  return end < 0 ? words.length : end;
}

/** Irregular plurals inside a compound: "policemen", "grandchildren". */
function isPlural(name: string): boolean {
  return /(?:men|women|children|people|folk|feet|fish)$/u.test(name);
}
