/**
 * The clip's objects beside its text: a list in its author's order, part of the same document and of the same undo history.
 *
 * A gesture on an object rewrites the phrases that name it; text and list change in one transaction, so one undo takes back both.
 */

import { invertedEffects } from "@codemirror/commands";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import type { CaptionObject, Change } from "./problem";
import type { Grounding } from "./reading";

/** All numbers in their order; the tenth object is 0. */
export const NUMBERS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];

/** Puts another list in the place of the present one. */
export const setObjects = StateEffect.define<readonly CaptionObject[]>();

export const objectsField = StateField.define<readonly CaptionObject[]>({
  create: () => [],
  update: (value, transaction) => transaction.effects.findLast((effect) => effect.is(setObjects))?.value ?? value,
});

const undoing = invertedEffects.of(({ effects, startState }) =>
  effects.some((effect) => effect.is(setObjects)) ? [setObjects.of(startState.field(objectsField))] : [],
);

export const objectList: Extension = [objectsField, undoing];

/** The text's changes and the list after a gesture. */
export type Rewriting = { readonly changes: readonly Change[]; readonly objects: readonly CaptionObject[] };
export type Written = { readonly groundings: readonly Grounding[]; readonly objects: readonly CaptionObject[] };

/** The name that an object gets from the words that first name it: without their article, short enough for the list. */
export function nameOf(words: string): string {
  const bare = words.replace(/^(?:an?|the)\s+(?=\S)/iu, "").trim();
  return Array.from(bare).slice(0, 80).join("").trim();
}

/** The list with an object for every number that is mentioned; the new ones are named by their first phrase. */
export function withMentioned(
  objects: readonly CaptionObject[],
  groundings: readonly Grounding[],
): readonly CaptionObject[] {
  const known = new Set(objects.map(({ number }) => number));
  const added: CaptionObject[] = [];
  for (const { ids, text } of groundings)
    for (const id of ids) {
      if (id === "?" || known.has(Number(id))) continue;
      known.add(Number(id));
      added.push({ number: Number(id), name: nameOf(text) });
    }
  return added.length === 0 ? objects : [...objects, ...added];
}

/**
 * The list after words were untied: an object that only those words named, and that still is called by them, goes with its last
 * phrase, as it came with its first. One that its author named stays.
 */
export function withoutUntied(
  objects: readonly CaptionObject[],
  before: readonly Grounding[],
  after: readonly Grounding[],
): readonly CaptionObject[] {
  const naming = (groundings: readonly Grounding[], number: number) =>
    groundings.filter(({ ids }) => ids.includes(String(number)));
  const kept = objects.filter(({ number, name }) => {
    const phrases = naming(before, number);
    return naming(after, number).length > 0 || !phrases.some(({ text }) => nameOf(text) === name);
  });
  return kept.length === objects.length ? objects : kept;
}

export function renamed({ objects }: Written, number: number, name: string): Rewriting {
  return { changes: [], objects: objects.map((one) => (one.number === number ? { number, name } : one)) };
}

/** Args: numbers: all of the list's, in the new order; what is left out keeps its place at the end. */
export function reordered({ objects }: Written, numbers: readonly number[]): Rewriting {
  const place = (one: CaptionObject) => (numbers.includes(one.number) ? numbers.indexOf(one.number) : numbers.length);
  return { changes: [], objects: objects.toSorted((one, other) => place(one) - place(other)) };
}

/** Gives an object another number, and its colour with it; an object that has that number takes the old one. */
export function renumbered(written: Written, number: number, to: number): Rewriting {
  const swap = (one: number) => (one === number ? to : one === to ? number : one);
  return {
    changes: retagged(written, (ids) => ids.map((id) => (id === "?" ? id : String(swap(Number(id)))))),
    objects: written.objects.map(({ number: one, name }) => ({ number: swap(one), name })),
  };
}

/** Every phrase of one object names another instead, which keeps its name. */
export function merged(written: Written, number: number, into: number): Rewriting {
  const taken = (id: string) => (id === String(number) ? String(into) : id);
  return {
    changes: retagged(written, (ids) => [...new Set(ids.map(taken))]),
    objects: written.objects.filter((one) => one.number !== number),
  };
}

/** Takes an object out of every phrase; words that named nothing else stay as plain text. */
export function removed(written: Written, number: number): Rewriting {
  return {
    changes: retagged(written, (ids) => ids.filter((id) => id !== String(number))),
    objects: written.objects.filter((one) => one.number !== number),
  };
}

function retagged({ groundings }: Written, retag: (ids: readonly string[]) => readonly string[]): Change[] {
  return groundings.flatMap(({ ids, from, phraseFrom, phraseTo, to }) => {
    const after = retag(ids);
    if (after.join() === ids.join()) return [];
    if (after.length > 0) return [{ from: phraseTo + 1, to, insert: `<mask_${after.join(",")}>` }];
    return [
      { from, to: phraseFrom, insert: "" },
      { from: phraseTo, to, insert: "" },
    ];
  });
}
