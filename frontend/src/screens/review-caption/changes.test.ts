import { expect, test } from "vitest";
import { changedPhrases, heldAgainst } from "./changes";

const texts = (before: string, after: string) => ({
  before: { revision: 1, text: before },
  after: { revision: 2, text: after },
  corrected: null,
});

test("a phrase is changed when its words or its objects are new, wherever it stands", () => {
  const before = "[A box]<mask_1> slides past [a ball]<mask_2> and [a cone]<mask_3>.";
  const after = "Slowly [A box]<mask_1> slides past [a blue ball]<mask_2> and [a cone]<mask_4>.";

  expect([...changedPhrases(texts(before, after))]).toEqual([":25", ":41"]);
});

test("nothing is changed in a first round, nor by words outside of phrases", () => {
  expect(changedPhrases(null).size).toBe(0);
  expect(changedPhrases(texts("[A box]<mask_1> moves.", "[A box]<mask_1> falls.")).size).toBe(0);
});

test("a caption is held against the round before, in a first round only once its reviewer mended it", () => {
  const first = { before: null, after: { revision: 1, text: "as handed in" }, corrected: null };

  expect(heldAgainst(texts("before", "after"))).toBe("before");
  expect(heldAgainst(first)).toBeNull();
  expect(heldAgainst({ ...first, corrected: { revision: 2, text: "mended" } })).toBe("as handed in");
});
