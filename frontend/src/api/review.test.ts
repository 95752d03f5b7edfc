/** What is said of a part is seen before the server has heard of it, whatever order the answers come in. */
import { expect, test } from "vitest";
import { withVerdicts } from "./review";
import type { GivenVerdict, Verdicts } from "./types";

const row = (track: number): GivenVerdict => ({
  track,
  start: null,
  end: null,
  phrase: `object ${track}`,
  ids: [String(track)],
  verdict: null,
  reason: "",
  reason_text: "",
  kept: true,
  by: null,
  at: null,
});
const known = { editable: true, verdicts: [row(1), row(2), row(3)] } as Verdicts;

test("what is on its way is laid over the rows, the last of a part standing", () => {
  const shown = withVerdicts(known, [
    { track: 1, start: null, end: null, verdict: "approved", reason: "" },
    { track: 2, start: null, end: null, verdict: "rejected", reason: "" },
    { track: 2, start: null, end: null, verdict: "rejected", reason: "loose" },
  ]);

  expect(shown.verdicts.map(({ verdict, reason, kept }) => [verdict, reason, kept])).toEqual([
    ["approved", "", false],
    ["rejected", "loose", false],
    [null, "", true],
  ]);
});

test("with nothing on its way the rows are the very ones of the server", () => {
  expect(withVerdicts(known, [])).toBe(known);
});
