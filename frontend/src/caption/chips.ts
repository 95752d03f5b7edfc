/**
 * CodeMirror shows the raw string as chips. The document is the string that is stored; chips are decorations, which cannot damage it.
 *
 * In the chip view brackets and tags are hidden and stepped over as one; in the raw view every character is there. A keystroke
 * moves the decorations along and makes anew only those of the phrases that it changed.
 */

import {
  type ChangeDesc,
  type Extension,
  Prec,
  type Range,
  StateEffect,
  StateField,
  type Text,
} from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { Badges } from "./badges";
import { chipColours } from "./chipColours";
import { rawField, readingField, rest, showRaw } from "./document";
import type { Problem } from "./problem";
import type { Grounding, Reading } from "./reading";

/** The place of a problem that was just jumped to; it is lit once. */
export const pointOut = StateEffect.define<{ readonly from: number; readonly to: number } | null>();

/** Objects that the page lights elsewhere; their chips follow. */
export const light = StateEffect.define<readonly number[]>();

type Looks = {
  readonly chip: Decoration;
  readonly badges: Decoration;
  readonly words: Decoration;
};
const looks = new Map<string, Looks>();
const hidden = Decoration.replace({});
const syntax = Decoration.mark({ class: "cm-syntax" });
/** Badges keep to the line of the last word. Between a letter and a digit no line ends; elsewhere this keeps them together. */
const unbroken = Decoration.mark({ class: "nw", inclusive: true });

/** The same ids look the same, so their decorations are one and the view need not compare them. */
function looksOf(ids: readonly string[]): Looks {
  const key = ids.join();
  const known = looks.get(key);
  if (known) return known;
  const style = Object.entries(chipColours(ids))
    .map(([name, value]) => `${name}:${value}`)
    .join(";");
  const attributes = { style, "data-ids": ids.join(" ") };
  const made = {
    // Inclusive, or the badges in the place of the tag would fall out of the chip. Its direction is its own words'.
    chip: Decoration.mark({
      class: ids.length > 1 ? "chip multi" : "chip",
      attributes,
      inclusive: true,
      bidiIsolate: null,
    }),
    badges: Decoration.replace({ widget: new Badges(ids) }),
    words: Decoration.mark({ class: "cm-words", attributes, bidiIsolate: null }),
  };
  looks.set(key, made);
  return made;
}

function chip({ from, phraseFrom, phraseTo, to, text, ids }: Grounding): Range<Decoration>[] {
  const { chip, badges } = looksOf(ids);
  const lastWord = phraseFrom + text.search(/\S*$/u);
  const joined = /[\p{Script=Latin}\d]$/u.test(text) && !ids.includes("?");
  return [
    // The hidden bracket stays outside, or a line could end between it and the words, with an empty chip.
    hidden.range(from, phraseFrom),
    chip.range(phraseFrom, to),
    ...(joined ? [] : [unbroken.range(lastWord, to)]),
    badges.range(phraseTo, to),
  ];
}

function written({ from, phraseFrom, phraseTo, to, ids }: Grounding): Range<Decoration>[] {
  return [syntax.range(from, phraseFrom), looksOf(ids).words.range(phraseFrom, phraseTo), syntax.range(phraseTo, to)];
}

function atom({ from, phraseFrom, phraseTo, to }: Grounding): Range<Decoration>[] {
  return [hidden.range(from, phraseFrom), hidden.range(phraseTo, to)];
}

/** Decorations made from groundings, of which a change makes anew what it touched. */
type Dressed = { readonly marks: DecorationSet; readonly groundings: readonly Grounding[] };

function dressing(make: (one: Grounding, raw: boolean) => Range<Decoration>[]): StateField<Dressed> {
  const dress = ({ groundings }: Reading, raw: boolean): Dressed => ({
    marks: Decoration.set(
      groundings.flatMap((one) => make(one, raw)),
      true,
    ),
    groundings,
  });
  return StateField.define<Dressed>({
    create: (state) => dress(state.field(readingField), state.field(rawField)),
    update: (value, { docChanged, changes, state, effects }) => {
      const raw = state.field(rawField);
      const reading = state.field(readingField);
      if (effects.some((effect) => effect.is(showRaw))) return dress(reading, raw);
      if (!docChanged) return value;
      const stretch = changedStretch(value.groundings, reading.groundings, changes);
      const add = reading.groundings.slice(stretch.first, stretch.newEnd).flatMap((one) => make(one, raw));
      const moved = value.marks.map(changes);
      if (stretch.first === stretch.oldEnd && add.length === 0) return { marks: moved, groundings: reading.groundings };
      const [before, after] = [reading.groundings[stretch.first - 1], reading.groundings[stretch.newEnd]];
      const marks = moved.update({
        filterFrom: before?.to ?? 0,
        filterTo: after?.from ?? state.doc.length,
        filter: (from, to) => !(from >= (before?.to ?? 0) && to <= (after?.from ?? state.doc.length)),
        add,
        sort: true,
      });
      return { marks, groundings: reading.groundings };
    },
  });
}

/** Groundings from `first` to the end are not what the old ones became by moving along with the change. */
function changedStretch(old: readonly Grounding[], now: readonly Grounding[], changes: ChangeDesc) {
  const same = (before: Grounding | undefined, after: Grounding | undefined) =>
    before !== undefined &&
    after !== undefined &&
    before.text === after.text &&
    before.ids.join() === after.ids.join() &&
    changes.touchesRange(before.from, before.to) === false &&
    changes.mapPos(before.from) === after.from;
  let first = 0;
  while (same(old[first], now[first])) first += 1;
  let [oldEnd, newEnd] = [old.length, now.length];
  while (oldEnd > first && newEnd > first && same(old[oldEnd - 1], now[newEnd - 1])) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  return { first, oldEnd, newEnd };
}

const phrases = dressing((one, raw) => (raw ? written(one) : chip(one)));
/** Brackets and tags are one step for the caret while they are hidden. */
const atoms = dressing((one, raw) => (raw ? [] : atom(one)));

const bad = Decoration.mark({ class: "sq-bad" });
const doubtful = Decoration.mark({ class: "sq-warn" });

/** Faults of the grammar are underlined at once. */
const faults = EditorView.decorations.compute([readingField], (state) => {
  const { faults: found } = state.field(readingField);
  if (found.length === 0) return Decoration.none;
  return Decoration.set(
    found.map(({ from, to }) => bad.range(from, Math.max(to, from + 1))),
    true,
  );
});

/** Doubts come when the hand rests, and move along until then. */
const doubts = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, { docChanged, changes, effects, newDoc }) => {
    const found = effects.findLast((effect) => effect.is(rest));
    if (found) return underlined(found.value, newDoc);
    return docChanged ? value.map(changes) : value;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function underlined(problems: readonly Problem[], { length }: Text): DecorationSet {
  const marks = problems
    .filter(({ severity, from, to }) => severity === "warning" && from < to && to <= length)
    .map(({ from, to }) => doubtful.range(from, to));
  return marks.length === 0 ? Decoration.none : Decoration.set(marks, true);
}

const place = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, { docChanged, effects, newDoc }) => {
    const effect = effects.findLast((one) => one.is(pointOut));
    if (!effect) return docChanged ? Decoration.none : value;
    const { from, to } = effect.value ?? { from: 0, to: 0 };
    return from < to && to <= newDoc.length
      ? Decoration.set(Decoration.mark({ class: "cm-place" }).range(from, to))
      : Decoration.none;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const lit = StateField.define<readonly number[]>({
  create: () => [],
  update: (value, { effects }) => effects.findLast((effect) => effect.is(light))?.value ?? value,
  provide: (field) => EditorView.editorAttributes.from(field, (numbers) => ({ "data-lit": numbers.join(" ") })),
});

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;

/** Whether any of the text runs from right to left; where none does, the page need not work out directions at every letter. */
const bothWays = StateField.define<boolean>({
  create: ({ doc }) => RIGHT_TO_LEFT.test(doc.toString()),
  update: (value, { docChanged, state }) => (docChanged ? RIGHT_TO_LEFT.test(state.field(readingField).text) : value),
  provide: (field) => [
    EditorView.editorAttributes.from(field, (both) => ({ class: both ? "cm-both-ways" : "" })),
    // A phrase in another direction than its sentence keeps to itself.
    Prec.lowest(
      EditorView.bidiIsolatedRanges.of(({ state }) =>
        state.field(field) ? state.field(phrases).marks : Decoration.none,
      ),
    ),
  ],
});

const anyWay = Decoration.line({ attributes: { dir: "auto" } });
const directions = EditorView.decorations.compute(["doc", bothWays], (state) => {
  if (!state.field(bothWays)) return Decoration.none;
  const { doc } = state;
  return Decoration.set(Array.from({ length: doc.lines }, (_, index) => anyWay.range(doc.line(index + 1).from)));
});

export const chips: Extension = [
  phrases,
  atoms,
  // The chips are the outermost marks, so that an underline breaks inside a chip and not the chip on it.
  Prec.lowest(EditorView.decorations.from(phrases, ({ marks }) => marks)),
  EditorView.atomicRanges.of((view) => view.state.field(atoms).marks),
  faults,
  doubts,
  place,
  lit,
  bothWays,
  directions,
  EditorView.perLineTextDirection.of(true),
];
