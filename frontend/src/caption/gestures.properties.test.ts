/** Any row of gestures: one undo history takes all of it back, and the caption stays one. */

import { EditorState, type TransactionSpec } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { showRaw } from "./document";
import { groundAs, mentionTime, onObjects, untie, untieBeside } from "./gestures";
import { MADE, made, objectsOf, opened, textOf, undone } from "./gestures.setup";
import { parse } from "./grammar";
import { merged, removed, renamed, renumbered, reordered } from "./objects";
import { read } from "./reading";
import { survey } from "./survey";

const strictText = fc
  .array(fc.constantFrom("a ", "[cat]<mask_1>", "[👪 two]<mask_2,3>", "猫", " , ", "[قط]<mask_0>", "[x]<mask_?>"), {
    maxLength: 8,
  })
  .map((parts) => parts.join(""));
const place = fc.nat({ max: 60 });
const id = fc.constantFrom(..."0123456789?");
const number = fc.nat({ max: 9 });
const gesture: fc.Arbitrary<(state: EditorState) => TransactionSpec | undefined> = fc.oneof(
  fc.tuple(place, place).map(([anchor, head]) => (state: EditorState) => ({
    selection: { anchor: Math.min(anchor, state.doc.length), head: Math.min(head, state.doc.length) },
  })),
  id.map((one) => (state: EditorState) => groundAs(state, one)),
  fc.constant(untie),
  fc
    .constantFrom("before", "after")
    .map((way) => (state: EditorState) => untieBeside(state, way as "before" | "after")),
  fc.constantFrom("x", "猫", "👪", " ").map((text) => (state: EditorState) => ({
    ...state.replaceSelection(text),
    userEvent: "input.type",
  })),
  fc.constant((state: EditorState) => ({ ...state.replaceSelection(""), userEvent: "delete.selection" })),
  fc.tuple(number, fc.constantFrom("cup", "two cats")).map(
    ([one, name]) =>
      (state: EditorState) =>
        onObjects(state, (written) => renamed(written, one, name)),
  ),
  fc
    .shuffledSubarray([0, 1, 2, 3, 4])
    .map((order) => (state: EditorState) => onObjects(state, (one) => reordered(one, order))),
  fc.tuple(number, number).map(
    ([one, to]) =>
      (state: EditorState) =>
        onObjects(state, (all) => renumbered(all, one, to)),
  ),
  fc.tuple(number, number).map(
    ([one, into]) =>
      (state: EditorState) =>
        onObjects(state, (all) => merged(all, one, into)),
  ),
  number.map((one) => (state: EditorState) => onObjects(state, (all) => removed(all, one))),
  fc.constant((state: EditorState) => mentionTime(state, 3)),
  fc.boolean().map((raw) => () => ({ effects: showRaw.of(raw) })),
);

describe("any row of gestures", () => {
  test("is taken back by undo to the first text and the first objects", () => {
    fc.assert(
      fc.property(strictText, fc.array(gesture, { maxLength: 20 }), (text, gestures) => {
        const start = opened(text);
        const end = gestures.reduce((state, make) => made(state, make(state)), start);
        const back = undone(end);
        expect([textOf(back), objectsOf(back)]).toEqual([text, objectsOf(start)]);
      }),
      { numRuns: 500 },
    );
  });

  test("without the raw view leaves a caption that parses, or one whose only fault is a space at a phrase's edge", () => {
    fc.assert(
      fc.property(strictText, fc.array(gesture, { maxLength: 20 }), (text, gestures) => {
        const end = gestures.reduce((state, make) => {
          const spec = make(state);
          return spec && "effects" in spec && !("changes" in spec) ? state : snapped(made(state, spec));
        }, opened(text));
        const codes = survey(textOf(end)).problems.map(({ code }) => code);
        expect(codes.filter((code) => code !== "E_SPACE" && code !== "E_EMPTY")).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("in either view never changes the text by turning to the other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const state = EditorState.create({ doc: text, extensions: MADE });
        const raw = made(state, { effects: showRaw.of(true) });
        const back = made(raw, { effects: showRaw.of(false) });
        expect([textOf(raw), textOf(back)]).toEqual([textOf(state), textOf(state)]);
      }),
    );
  });
});

/** The caret of the chip view is never inside of a bracket, a tag or a character. */
function snapped(state: EditorState): EditorState {
  const { anchor, head } = state.selection.main;
  const { groundings } = read(textOf(state));
  const whole = (at: number) => at + (/[\uDC00-\uDFFF]/.test(textOf(state).charAt(at)) ? 1 : 0);
  const out = (at: number) => groundings.find((one) => at > one.phraseTo && at < one.to)?.to ?? whole(at);
  return state.update({ selection: { anchor: out(anchor), head: out(head) } }).state;
}

test("what the generator calls a caption is one", () => {
  fc.assert(fc.property(strictText, (text) => parse(text).ok));
});
