/** The least trusted masks come first, and what nobody measured in the order of waiting. */
import { expect, test } from "vitest";
import type { WorkCard } from "../api/types";
import { inOrder } from "./reviewOrder";

const card = (id: number, changed: string, trust?: number) =>
  ({ id, changed, trust: trust === undefined ? null : { trust } }) as WorkCard;
const works = [
  card(1, "2026-11-29T08:00:00Z"),
  card(2, "2026-11-29T09:00:00Z", 0.9),
  card(3, "2026-11-29T10:00:00Z", 0.4),
  card(4, "2026-11-29T07:00:00Z"),
  card(5, "2026-11-29T06:00:00Z", 0.9),
];

test("by trust the least trusted come first, equals and the unmeasured by age", () => {
  expect(inOrder(works, "trust").map(({ id }) => id)).toEqual([3, 5, 2, 4, 1]);
});

test("by age nothing else counts", () => {
  expect(inOrder(works, "oldest").map(({ id }) => id)).toEqual([5, 4, 1, 2, 3]);
});
