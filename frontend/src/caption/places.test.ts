/** A place in the plain caption is found again in the raw one. */

import { expect, test } from "vitest";
import { rawOffset, wordsOf } from "./places";
import { survey } from "./survey";

const raw = "👪 [A man]<mask_1> lifts [a cup]<mask_2>.";
const { plain, groundings } = survey(raw);
const rawWords = (start: number, end: number) =>
  raw.slice(rawOffset(plain, groundings, start), rawOffset(plain, groundings, end));

test.each([
  [0, 1, "👪"],
  [4, 7, "man"],
  [8, 13, "lifts"],
  [16, 19, "cup"],
  [19, 20, "."],
])("plain %i to %i are the words %j", (start, end, words) => {
  expect(wordsOf({ plain }, start, end)).toBe(words);
  expect(rawWords(start, end)).toContain(words);
});
