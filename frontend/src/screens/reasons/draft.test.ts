import { expect, test } from "vitest";
import type { Reasons } from "../../api/types";
import { added, draftOf, faultOf, isSame, moved, reworded, without } from "./draft";

const REASONS: Reasons = {
  version: "1",
  editable: true,
  reasons: [
    { step: "caption", code: "language", text: "Language", given: 2 },
    { step: "masks", code: "flicker", text: "Flicker", given: 0 },
    { step: "caption", code: "order", text: "Wrong order", given: 0 },
  ],
};

test("a list that was changed and changed back says what stands", () => {
  const draft = draftOf(REASONS);

  expect(isSame(draft, REASONS)).toBe(true);
  expect(isSame(reworded(draft, "caption:order", "Order"), REASONS)).toBe(false);
  expect(isSame(moved(moved(draft, "caption:order", -1), "caption:order", 1), REASONS)).toBe(true);
  expect(isSame(without(draft, "caption:order"), REASONS)).toBe(false);
});

test("a reason changes places within its own step only", () => {
  const codes = moved(draftOf(REASONS), "caption:order", -1).map(({ code }) => code);

  expect(codes).toEqual(["order", "flicker", "language"]);
  expect(moved(draftOf(REASONS), "masks:flicker", 1).map(({ code }) => code)).toEqual(["language", "flicker", "order"]);
});

test("a reason without words, or two that say the same for a step, cannot be saved", () => {
  const draft = draftOf(REASONS);

  expect(faultOf(draft)).toBeUndefined();
  expect(faultOf(added(draft, "masks"))).toBe("A reason has no words.");
  expect(faultOf(reworded(draft, "caption:order", "language "))).toBe("Two reasons say the same.");
  expect(faultOf(reworded(draft, "masks:flicker", "Language"))).toBeUndefined();
});
