/** Why: what a plan is for must be exactly what its person sees ticked. */
import { expect, test } from "vitest";
import { allListed, NOBODY, ranged, share, toggled, whole } from "./selection";

const ROWS = [9, 8, 7, 6, 5];
const ids = (selection: { ids: ReadonlySet<number> }) => [...selection.ids].sort();

test("a range takes in all between the last choice and this one, in either direction", () => {
  const one = toggled(NOBODY, 7);

  expect(ids(ranged(one, ROWS, 5))).toEqual([5, 6, 7]);
  expect(ids(ranged(one, ROWS, 9))).toEqual([7, 8, 9]);
});

test("a range from a clip that was left out leaves out", () => {
  const some = toggled(whole(ROWS), 8);

  expect(ids(ranged(some, ROWS, 6))).toEqual([5, 9]);
});

test("a second range begins where the first began", () => {
  const first = ranged(toggled(NOBODY, 7), ROWS, 5);

  expect(ids(ranged(first, ROWS, 8))).toEqual([5, 6, 7, 8]);
});

test("a range without a beginning on the list is one clip", () => {
  expect(ids(ranged(NOBODY, ROWS, 6))).toEqual([6]);
  expect(ids(ranged({ ids: new Set([3]), anchor: 3 }, ROWS, 6))).toEqual([3, 6]);
});

test("the box in the head takes in what is listed, and gives it back, and touches nothing else", () => {
  const beyond = whole([1]);

  const all = allListed(beyond, ROWS);

  expect(ids(all)).toEqual([1, ...ROWS].sort());
  expect(ids(allListed(all, ROWS))).toEqual([1]);
  expect([share(beyond, ROWS), share(toggled(beyond, 9), ROWS), share(all, ROWS)]).toEqual(["none", "some", "all"]);
});
