/** The list of objects against the text: each object is spoken of, each number spoken of is an object, and ten is the most. */

import { t } from "@lingui/core/macro";
import { nameOf } from "../objects";
import type { CaptionObject, Fix, Problem } from "../problem";
import type { Grounding } from "../survey";
import { doubt, type Reading, type Word } from "./reading";

/** One digit is all that a tag has. */
const MOST = 10;

export function objectDoubts(read: Reading, objects: readonly CaptionObject[]): Problem[] {
  return [...unmentioned(read, objects), ...withoutObject(read, objects), ...tooMany(read, objects)];
}

function unmentioned(read: Reading, objects: readonly CaptionObject[]): Problem[] {
  const mentioned = new Set(read.groundings.flatMap(({ ids }) => ids));
  const end = { from: read.text.length, to: read.text.length };
  return objects
    .filter(({ number }) => !mentioned.has(String(number)))
    .map((object) => {
      const spot = freeWords(read, object.name);
      return doubt(read, "L_UNMENTIONED", spot ?? end, {
        title: t`No phrase names object ${object.number}, “${object.name}”`,
        why: t`Its masks would belong to no words.`,
        fixes: [...(spot ? [tie(spot, read.text, object)] : []), removal(objects, object)],
      });
    });
}

function tie({ from, to }: { from: number; to: number }, text: string, { number }: CaptionObject): Fix {
  return {
    label: t`Tie “${text.slice(from, to)}”`,
    changes: [
      { from, to: from, insert: "[" },
      { from: to, to, insert: `]<mask_${number}>` },
    ],
  };
}

function removal(objects: readonly CaptionObject[], { number }: CaptionObject): Fix {
  return { label: t`Remove object ${number}`, changes: [], objects: objects.filter((one) => one.number !== number) };
}

/** Where an object's name stands in the text without being tied to anything. */
function freeWords({ words, text }: Reading, name: string): { from: number; to: number } | undefined {
  const wanted = name.toLowerCase().split(/\s+/u).filter(Boolean);
  const at = words.findIndex((_, index) =>
    wanted.every((one, step) => {
      const word = words[index + step];
      return word?.lower === one && word.whole && !word.phrase && (step === 0 || word.gap === " ");
    }),
  );
  const first: Word | undefined = words[at];
  const last = words[at + wanted.length - 1];
  if (wanted.length === 0 || !first || !last || /[[\]<>]/u.test(text.slice(first.from, last.to))) return undefined;
  // Words of an unclosed phrase are not free.
  const before = text.slice(0, first.from);
  return before.lastIndexOf("[") > before.lastIndexOf("]") ? undefined : { from: first.from, to: last.to };
}

/** As after pasting the syntax of several: one check, one mend for all of them. */
function withoutObject(read: Reading, objects: readonly CaptionObject[]): Problem[] {
  const known = new Set(["?", ...objects.map(({ number }) => String(number))]);
  const missing = new Map<string, Grounding>();
  for (const phrase of read.groundings)
    for (const id of phrase.ids) if (!known.has(id) && !missing.has(id)) missing.set(id, phrase);
  const [first] = missing.values();
  if (first === undefined) return [];
  const numbers = [...missing.keys()].join(", ");
  const added = [...missing].map(([id, { text }]) => ({ number: Number(id), name: nameOf(text) }));
  const one = missing.size === 1;
  return [
    doubt(read, "L_NO_OBJECT", first, {
      title: one ? t`There is no object ${numbers}` : t`There are no objects ${numbers}`,
      why: one
        ? t`“${first.text}” is tied to a number that is not in the list.`
        : t`Phrases are tied to these numbers.`,
      fixes: [{ label: one ? t`Add object ${numbers}` : t`Add them`, changes: [], objects: [...objects, ...added] }],
    }),
  ];
}

/** More than ten: by numbers of two digits in the text, or by the list. */
function tooMany(read: Reading, objects: readonly CaptionObject[]): Problem[] {
  const why = t`Ten objects is the most; what is left over can be a crowd, written ?.`;
  const numbers = new Set(objects.map(({ number }) => number));
  for (const match of read.text.matchAll(/(?<=<mask_)[\d,?]+(?=>)/gu)) {
    for (const id of match[0].split(",")) if (/^\d+$/.test(id)) numbers.add(Number(id));
    if (numbers.size <= MOST || !/\d\d/u.test(match[0])) continue;
    const place = { from: match.index, to: match.index + match[0].length };
    const fixes = [{ label: t`Make it a crowd`, changes: [{ ...place, insert: "?" }] }];
    return [doubt(read, "L_TOO_MANY", place, { title: t`${numbers.size} objects`, why, fixes })];
  }
  if (objects.length <= MOST) return [];
  const end = { from: read.text.length, to: read.text.length };
  const silent = objects.findLast(({ number }) => !read.groundings.some(({ ids }) => ids.includes(String(number))));
  const fixes = silent ? [removal(objects, silent)] : [];
  return [doubt(read, "L_TOO_MANY", end, { title: t`${objects.length} objects`, why, fixes })];
}

export function namesOf(
  objects: readonly CaptionObject[],
  groundings: readonly Grounding[],
): ReadonlyMap<string, string> {
  const names = new Map(objects.map(({ number, name }) => [String(number), name]));
  for (const { ids, text } of groundings)
    for (const id of ids) if (id !== "?" && !names.has(id)) names.set(id, nameOf(text));
  return names;
}
