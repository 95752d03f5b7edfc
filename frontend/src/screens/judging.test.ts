import { expect, test } from "vitest";
import type { GivenVerdict } from "../api/types";
import { inTurn, nextOpen, openParts, tallied, unsaid } from "./judging";

const row = (
  track: number,
  verdict: "approved" | "rejected" | null,
  more: Partial<GivenVerdict> = {},
): GivenVerdict => ({
  track,
  start: null,
  end: null,
  phrase: `object ${track}`,
  ids: [String(track)],
  verdict,
  reason: "",
  reason_text: "",
  kept: false,
  by: null,
  at: null,
  ...more,
});

test("what changed since the last round comes first, the rest in its order", () => {
  const rows = [row(1, null), row(2, null), row(3, null)];

  expect(inTurn(rows, new Set(["3:"])).map(({ track }) => track)).toEqual([3, 1, 2]);
  expect(inTurn(rows, new Set())).toBe(rows);
});

test("the next open one is looked for after the judged one and then from the start", () => {
  const rows = [row(1, null), row(2, "approved"), row(3, "approved")];

  expect(nextOpen(rows, rows[1] ?? row(0, null))?.track).toBe(1);
  expect(nextOpen([row(1, "approved")], row(1, "approved"))).toBeUndefined();
});

test("the whole is approved with no verdict given, or with all approved, and not otherwise", () => {
  expect(openParts([row(1, null), row(2, null)])).toBeUndefined();
  expect(openParts([row(1, "approved", { kept: true }), row(2, null)])).toBeUndefined();
  expect(openParts([row(1, "approved"), row(2, "approved")])).toBeUndefined();
  expect(openParts([row(1, "approved"), row(2, null)])).toBe("One is not decided yet.");
  expect(openParts([row(1, "rejected"), row(2, null)])).toBe("One is rejected; return it.");
  expect(tallied([row(1, "rejected"), row(2, null)])).toEqual({ approved: 0, rejected: 1, open: 1 });
});

test("a rejected one needs a reason or a finding about it", () => {
  const rows = [row(1, "rejected"), row(2, "rejected", { reason: "flicker" })];

  expect(unsaid(rows, [])).toBe("Say why “object 1” is rejected.");
  expect(unsaid(rows, [{ track: 1 }])).toBeUndefined();
});
