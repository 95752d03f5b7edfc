/** Dips of trust: found where the object is, passed over where it is absent, visited in time. */

import { expect, test } from "vitest";
import { dipsOf, lowestFrame, nextDip } from "./trust";

const trust = [1, 0.7, 0.4, 0.9, 0.1, 0.2, 1];

test("a dip is a run below the line, with its lowest value", () => {
  expect(dipsOf(5, trust, () => true)).toEqual([
    { track: 5, first: 1, last: 2, lowest: 0.4 },
    { track: 5, first: 4, last: 5, lowest: 0.1 },
  ]);
});

test("frames without the object are no dip", () => {
  expect(dipsOf(5, trust, (frame) => frame < 4)).toHaveLength(1);
});

test("the lowest frame is where to look", () => {
  expect(lowestFrame({ track: 5, first: 1, last: 2, lowest: 0.4 }, trust)).toBe(2);
});

test("the next dip comes in time and starts again after the last", () => {
  const dips = [...dipsOf(5, trust, () => true), { track: 2, first: 3, last: 3, lowest: 0.5 }];

  expect(nextDip(dips, 0)?.first).toBe(1);
  expect(nextDip(dips, 1)).toMatchObject({ track: 2, first: 3 });
  expect(nextDip(dips, 4)?.first).toBe(1);
  expect(nextDip([], 4)).toBeUndefined();
});
