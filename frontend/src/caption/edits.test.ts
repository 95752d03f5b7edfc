/** The caption's gestures, as text before and after; "|" marks the ends of the selection. */

import { expect, test } from "vitest";
import { type Edit, ground, unground } from "./edits";
import { type Reading, read } from "./reading";

type Gesture = (reading: Reading, from: number, to: number) => Edit | undefined;

function apply(marked: string, gesture: Gesture): string | undefined {
  const from = marked.indexOf("|");
  const to = marked.lastIndexOf("|") === from ? from : marked.lastIndexOf("|") - 1;
  const text = marked.replaceAll("|", "");
  const edit = gesture(read(text), from, to);
  if (edit === undefined) return undefined;
  const after = text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
  return `${after.slice(0, edit.anchor)}|${after.slice(edit.anchor, edit.head)}|${after.slice(edit.head)}`;
}

test.each([
  ["ties the selected words", "A |tall man| runs", "1", "A [|tall man|]<mask_1> runs"],
  ["leaves spaces at the ends out", "A| tall man |runs", "2", "A [|tall man|]<mask_2> runs"],
  ["takes the word under a bare caret", "A ta|ll man", "1", "A [|tall|]<mask_1> man"],
  ["adds a second object to tied words", "A [|man|]<mask_1>", "2", "A [|man|]<mask_1,2>"],
  ["takes an object away that is there", "A [m|an]<mask_1,2>", "1", "A [|man|]<mask_2>"],
  ["unties with the last object", "A [m|an]<mask_1> runs", "1", "A |man| runs"],
  ["knows the crowd", "a |crowd|", "?", "a [|crowd|]<mask_?>"],
  ["takes the word at a caret where none stand between spaces", "一只猫|在睡觉", "1", "一只猫[|在|]<mask_1>睡觉"],
  ["takes the emoji beside a caret", "a 👨‍👩‍👧| waves", "3", "a [|👨‍👩‍👧|]<mask_3> waves"],
  ["takes a word written from right to left", "ال|قط نائم", "1", "[|القط|]<mask_1> نائم"],
  ["keeps a letter and its accents together", "a cafe\u0301| opens", "1", "a [|cafe\u0301|]<mask_1> opens"],
])("a digit %s", (_what, before, id, after) => {
  expect(apply(before, (reading, from, to) => ground(reading, from, to, id))).toBe(after);
});

test.each(["a || b".replace("||", "| |"), "A |tall [man|]<mask_1>", "A |[man|"])("nothing is tied in %j", (before) => {
  expect(apply(before, (reading, from, to) => ground(reading, from, to, "1"))).toBeUndefined();
});

test("untying keeps the words", () => {
  expect(apply("A [tall |man]<mask_1,2> runs", unground)).toBe("A |tall man| runs");
});

test("untying from right behind the chip takes its tie, not its last characters", () => {
  expect(apply("A [man]<mask_1>| runs", unground)).toBe("A |man| runs");
});
