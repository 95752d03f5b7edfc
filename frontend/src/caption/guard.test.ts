/** What is copied out of the chip view is whole. */

import { expect, test } from "vitest";
import { copied } from "./guard";
import { read } from "./reading";

const CAT = "A [white cat]<mask_1> sniffs.";

test.each([
  [3, 12, "[white cat]<mask_1>", "all words of a chip carry their tie"],
  [0, 21, "A [white cat]<mask_1>", "so they do with words around"],
  [9, 28, "cat sniffs", "some words of a chip are words"],
  [0, 8, "A white", "from the other side as well"],
  [5, 7, "it", "inside a chip too"],
])("from %i to %i it is %j: %s", (from, to, wanted) => {
  expect(copied(CAT, read(CAT).groundings, { from, to })).toBe(wanted);
});
