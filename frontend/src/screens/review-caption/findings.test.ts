/** What is sent when a caption is returned. */

import { expect, test } from "vitest";
import { emptyFinding, newFindings, withReason } from "./findings";

const phrase = { text: "man", ids: ["1"], start: 2, end: 5 };

test("every chosen reason is a finding of its own, with the words and the place", () => {
  const finding = withReason(withReason({ ...emptyFinding(), text: " Which one? ", phrase }, "ambiguous"), "language");

  expect(newFindings([finding])).toEqual([
    { reason: "ambiguous", text: "Which one?", start: 2, end: 5 },
    { reason: "language", text: "Which one?", start: 2, end: 5 },
  ]);
});

test("a reason chosen twice is taken back, and without a reason nothing is sent", () => {
  const finding = withReason(withReason(emptyFinding(), "language"), "language");

  expect(newFindings([finding])).toEqual([]);
});
