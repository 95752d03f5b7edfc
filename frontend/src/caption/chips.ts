/**
 * CodeMirror shows the raw string as chips. The document is the string that is stored; chips are decorations, which cannot damage it.
 *
 * In the chip view brackets and tags are hidden, stepped over as one, and Backspace beside them unties the words instead of
 * breaking a bracket. In the raw view every character is there.
 */

import { type EditorState, type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { type Command, Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { objectColour, silhouette } from "../editor/palette";
import { chipColours } from "./chipColours";
import { unground } from "./edits";
import type { Problem } from "./problem";
import { type Grounding, type Survey, survey } from "./survey";

const SVG = "http://www.w3.org/2000/svg";

/** What the present document says; every view and list of the editor reads this one. */
export const surveyField = StateField.define<Survey>({
  create: (state) => survey(state.doc.toString()),
  update: (value, transaction) => (transaction.docChanged ? survey(transaction.newDoc.toString()) : value),
});

export const showRaw = StateEffect.define<boolean>();
export const rawField = StateField.define<boolean>({
  create: () => false,
  update: (value, transaction) => transaction.effects.findLast((effect) => effect.is(showRaw))?.value ?? value,
  provide: (field) => EditorView.editorAttributes.from(field, (raw) => ({ "data-view": raw ? "raw" : "chips" })),
});

/** Lights the phrases of objects that the pointer or the focus is on elsewhere. */
export const lightUp = StateEffect.define<readonly number[]>();
const litField = StateField.define<readonly number[]>({
  create: () => [],
  update: (value, transaction) => transaction.effects.findLast((effect) => effect.is(lightUp))?.value ?? value,
});

/** The place of a problem that was just jumped to; it is lit once. */
export const pointOut = StateEffect.define<Problem | null>();
const placeField = StateField.define<Problem | null>({
  create: () => null,
  update: (value, transaction) => {
    const effect = transaction.effects.findLast((one) => one.is(pointOut));
    return effect ? effect.value : transaction.docChanged ? null : value;
  },
});

/** The badges at the end of a chip, in the place of its tag. */
class Badges extends WidgetType {
  private readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super();
    this.ids = ids;
  }

  override eq(other: Badges): boolean {
    return this.ids.join() === other.ids.join();
  }

  override toDOM(): HTMLElement {
    const badges = document.createElement("span");
    badges.className = "nw";
    for (const id of this.ids) badges.append(badge(id));
    return badges;
  }
}

function badge(id: string): HTMLElement {
  const element = document.createElement("span");
  element.className = id === "?" ? "ob s14 crowd" : "ob s14";
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", id === "?" ? "crowd" : `object ${id}`);
  if (id === "?") element.textContent = "?";
  else element.append(drawing(Number(id)));
  return element;
}

function drawing(number: number): SVGElement {
  const shape = silhouette(number);
  const colour = objectColour(number);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 18 18");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", shape.path);
  path.setAttribute("fill", colour.text);
  const digit = document.createElementNS(SVG, "text");
  digit.setAttribute("x", String(shape.x));
  digit.setAttribute("y", String(shape.y));
  digit.setAttribute("fill", colour.textInk);
  digit.textContent = String(number);
  svg.append(path, digit);
  return svg;
}

function colours(ids: readonly string[]): string {
  return Object.entries(chipColours(ids))
    .map(([name, value]) => `${name}:${value}`)
    .join(";");
}

const hidden = Decoration.replace({});
const syntax = Decoration.mark({ class: "cm-syntax" });

function chip(one: Grounding, lit: readonly number[]): Range<Decoration>[] {
  const names = [
    "chip",
    one.ids.length > 1 && "multi",
    lit.some((number) => one.ids.includes(String(number))) && "lit",
  ];
  const className = names.filter(Boolean).join(" ");
  return [
    // Inclusive, or the badges in the place of the tag would fall out of the chip.
    Decoration.mark({ class: className, attributes: { style: colours(one.ids) }, inclusive: true }).range(
      one.from,
      one.to,
    ),
    hidden.range(one.from, one.phraseFrom),
    Decoration.replace({ widget: new Badges(one.ids) }).range(one.phraseTo, one.to),
  ];
}

function written(one: Grounding): Range<Decoration>[] {
  return [
    syntax.range(one.from, one.phraseFrom),
    Decoration.mark({ class: "cm-words", attributes: { style: colours(one.ids) } }).range(one.phraseFrom, one.phraseTo),
    syntax.range(one.phraseTo, one.to),
  ];
}

function decorate(state: EditorState): DecorationSet {
  const { groundings, problems } = state.field(surveyField);
  const raw = state.field(rawField);
  const place = state.field(placeField);
  const numbers = state.field(litField);
  const wavy = problems.map(({ severity, from, to }) =>
    Decoration.mark({ class: severity === "error" ? "sq-bad" : "sq-warn" }).range(from, Math.max(to, from + 1)),
  );
  const lit =
    place && place.to <= state.doc.length ? [Decoration.mark({ class: "cm-place" }).range(place.from, place.to)] : [];
  const marks = [...groundings.flatMap((one) => (raw ? written(one) : chip(one, numbers))), ...wavy, ...lit];
  return Decoration.set(
    marks.filter((mark) => mark.to <= state.doc.length),
    true,
  );
}

const decorations = EditorView.decorations.compute([surveyField, rawField, placeField, litField], decorate);

/** Brackets and tags are one step for the caret while they are hidden. */
const atoms = EditorView.atomicRanges.of((view) => {
  if (view.state.field(rawField)) return Decoration.none;
  const { groundings } = view.state.field(surveyField);
  return Decoration.set(
    groundings.flatMap((one) => [hidden.range(one.from, one.phraseFrom), hidden.range(one.phraseTo, one.to)]),
    true,
  );
});

function untieBeside(beside: (one: Grounding, at: number) => boolean): Command {
  return (view) => {
    const { main } = view.state.selection;
    const touched = view.state.field(surveyField).groundings.find((one) => main.empty && beside(one, main.head));
    if (!touched || view.state.field(rawField) || view.state.readOnly) return false;
    const edit = unground(view.state.doc.toString(), touched.phraseFrom, touched.phraseFrom);
    if (!edit) return false;
    const anchor = main.head <= touched.phraseFrom ? touched.from : touched.from + touched.text.length;
    view.dispatch({ changes: edit, selection: { anchor }, userEvent: "delete" });
    return true;
  };
}

/** Backspace after a chip, or at its first letter, unties it. */
export const backspaceChip = untieBeside((one, at) => at === one.to || at === one.phraseFrom);
/** Delete before a chip, or after its last letter, unties it. */
export const deleteChip = untieBeside((one, at) => at === one.from || at === one.phraseTo);

export const chips: Extension = [surveyField, rawField, placeField, litField, decorations, atoms];
