/** Which objects the words before the caret begin. */

import { expect, test } from "vitest";
import { begun } from "./complete";
import { read } from "./reading";

const OBJECTS = [
  { number: 1, name: "white cat" },
  { number: 2, name: "purple cup" },
  { number: 3, name: "猫咪" },
];

test.each([
  ["Then the wh", "white cat", "white cat"],
  ["Then the white c", "white cat", "white cat"],
  ["Wh", "white cat", "White cat"],
  ["(pu", "purple cup", "purple cup"],
  ["一只猫", "猫咪", "猫咪"],
])("after %j it is %j, written %j", (text, name, words) => {
  expect(begun(read(text), OBJECTS, text.length).map((one) => [one.object.name, one.words])).toEqual([[name, words]]);
});

test.each([["w"], ["owh"], ["the white dog"], ["[a wh]<mask_1>"]])("after %j nothing is offered", (text) => {
  expect(begun(read(text), OBJECTS, Math.min(text.length, 5))).toEqual([]);
});

test("what the word replaces begins where the name does", () => {
  expect(begun(read("the white c"), OBJECTS, 11)[0]?.from).toBe(4);
});
