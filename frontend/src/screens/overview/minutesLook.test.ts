/** Why: minutes with and without suggestions are held against each other; one in the other's row would mislead. */
import { expect, test } from "vitest";
import type { MinutesKind } from "../../api/types";
import { minutes, PANELS, partsOf } from "./minutesLook";

const kind = (piece: MinutesKind["piece"], suggestions: MinutesKind["suggestions"]): MinutesKind => ({
  piece, suggestions, count: 1, rows: "", pieces: 1, median: 1, low: null, high: null, paper: null, days: [],
}); // biome-ignore format: one row
const KINDS = (["mask", "frame"] as const).flatMap((piece) =>
  (["without", "with", "all"] as const).map((how) => kind(piece, how)),
);
const told = { since: "2026-01-01", until: "2026-01-14", kinds: [kind("caption", "all"), ...KINDS] };

test("a panel has its pieces, whole, with and without suggestions, in this order", () => {
  const [videos, frames, masks] = PANELS.map((look) => partsOf(told, look).map((part) => part.kind.suggestions));

  expect(videos).toEqual(["all"]);
  expect(frames).toEqual(["all", "with", "without"]);
  expect(masks).toEqual(["all", "with", "without"]);
});

test("minutes below one have two decimals", () => {
  expect([minutes(7.25), minutes(0.456), minutes(0), minutes(null)]).toEqual(["7.3", "0.46", "0.0", "–"]);
});
