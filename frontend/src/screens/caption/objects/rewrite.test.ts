/** What a dialog shows beforehand is what the editor then does. */

import { expect, test } from "vitest";
import { survey } from "../../../caption/survey";
import { choices, moved, nextNumber, rewritten, staleMasks } from "./rewrite";

const TEXT = "[A cat]<mask_1> sees [a dog]<mask_2>; [both]<mask_1,2> run past [a tree]<mask_3>.";
const objects = [
  { number: 1, name: "cat" },
  { number: 2, name: "dog" },
  { number: 3, name: "tree" },
];
const written = { groundings: survey(TEXT).groundings, objects };

test("merging names the other object wherever the first was named", () => {
  expect(rewritten({ do: "merge", number: 2, into: 1 }, TEXT, written)).toEqual({
    text: "[A cat]<mask_1> sees [a dog]<mask_1>; [both]<mask_1> run past [a tree]<mask_3>.",
    objects: [objects[0], objects[2]],
  });
});

test("removing keeps the words", () => {
  expect(rewritten({ do: "remove", number: 2 }, TEXT, written)?.text).toBe(
    "[A cat]<mask_1> sees a dog; [both]<mask_1> run past [a tree]<mask_3>.",
  );
});

test("renumbering to a number in use changes places with it", () => {
  const after = rewritten({ do: "renumber", number: 2, to: 3 }, TEXT, written);

  expect(after?.text).toBe("[A cat]<mask_1> sees [a dog]<mask_3>; [both]<mask_1,3> run past [a tree]<mask_2>.");
  expect(after?.objects).toContainEqual({ number: 3, name: "dog" });
  expect(after?.objects).toContainEqual({ number: 2, name: "tree" });
});

test("nothing is rewritten before the person has chosen", () => {
  expect(rewritten({ do: "merge", number: 2, into: undefined }, TEXT, written)).toBeUndefined();
});

test("an object is merged into another object only, and may get any other number", () => {
  expect(choices({ do: "merge", number: 2, into: undefined }, objects)).toEqual([1, 3]);
  expect(choices({ do: "renumber", number: 2, to: undefined }, objects)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 0]);
});

test("only drawn masks of objects that lose or change their words become stale", () => {
  const about = { before: [], after: [], track: 5, drawn: 7 };

  expect(
    staleMasks([
      { ...about, number: 1, change: "reworded", drawn: 1 },
      { ...about, number: 2, change: "removed" },
      { ...about, number: 3, change: "removed", drawn: 0 },
      { ...about, number: 4, change: "added", track: null },
    ]),
  ).toEqual(["1 drawn mask of object 1 becomes stale", "7 drawn masks of object 2 become stale"]);
});

test("the tenth object is 0, and there is no eleventh", () => {
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ({ number, name: "one" }));

  expect(nextNumber(objects)).toBe(4);
  expect(nextNumber(nine)).toBe(0);
  expect(nextNumber([...nine, { number: 0, name: "ten" }])).toBeUndefined();
});

test("an object moves by places and stays in the list", () => {
  expect(moved(objects, 3, -2)).toEqual([3, 1, 2]);
  expect(moved(objects, 1, 1)).toEqual([2, 1, 3]);
  expect(moved(objects, 1, -1)).toBeUndefined();
  expect(moved(objects, 3, 1)).toBeUndefined();
});
