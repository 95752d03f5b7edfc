import { expect, test } from "vitest";
import type { BlindPhrase } from "../../api/types";
import { outcome } from "./blind";

const tested = (hit: number | null, ambiguous: boolean): BlindPhrase => ({
  start: 0,
  end: 3,
  phrase: "it",
  numbers: [2],
  frame: 30,
  test: { hit, ambiguous, distance: 40.4, milliseconds: 2140, by: { id: 1, username: "i", name: "I" }, at: "" },
});

test("a test says what was hit, how far off and how long it took", () => {
  expect(outcome(tested(2, false))).toBe("Hit, 2.1 s");
  expect(outcome(tested(3, true))).toBe("Miss: object 3 in place of 2, 40 px away, 2.1 s");
  expect(outcome(tested(null, true))).toBe("Miss: no object in place of 2, 40 px away, 2.1 s");
});
