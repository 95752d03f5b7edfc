/** Scores are written so that nothing looks better than it is, and a line breaks where there is nothing to show. */
import { expect, test } from "vitest";
import { lines, score, signed, worst } from "./score";

test("nothing is rounded up to perfect", () => {
  expect([score(1), score(0.9999), score(0.5), score(0)]).toEqual(["1.00", "0.99", "0.50", "0.00"]);
});

test("a difference has its sign", () => {
  expect([signed(0.031), signed(-0.12)]).toEqual(["+0.03", "−0.12"]);
});

test("a line is parted where a frame has no value", () => {
  expect(lines([1, 0.5, null, 0], 30, 10)).toEqual(["0.0,0.0 10.0,5.0", "30.0,10.0"]);
  expect(lines([null, null], 30, 10)).toEqual([]);
});

test("the worst frame is the first of the least", () => {
  expect(worst([1, 0.2, null, 0.2])).toBe(1);
  expect(worst([null])).toBeNull();
});
