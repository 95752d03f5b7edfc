/** Curves say what the numbers say: where a line goes, where it breaks off, and how high the axis is. */
import { expect, test } from "vitest";
import { pathOf, topOf } from "./Curves";

test("a line goes from the start at the left to the end at the right, higher for more", () => {
  expect(pathOf([0, 5, 10], [4, 2, 0], 10, 4)).toBe("M0.0 0.0L500.0 50.0L1000.0 100.0");
});

test("a gap breaks the line, and a value between two gaps is still seen", () => {
  expect(pathOf([0, 1, 2, 3, 4], [1, null, 1, null, 1], 4, 1)).toBe("M0.0 0.0h0M500.0 0.0h0M1000.0 0.0h0");
});

test.each([
  [[6.7, 0.4], 8],
  [[1.83], 2],
  [[0.35, null], 0.4],
  [[1000], 1000],
  [[null], 1],
])("the axis of %o ends at %d", (values, top) => {
  expect(topOf(values)).toBe(top);
});
