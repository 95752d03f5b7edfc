import { expect, test } from "vitest";
import type { ClipWordings, WordingDraft } from "../../api/types";
import { withDraft } from "../../api/wordings";
import { amount, flagText, inOrder, madeBy, nextOpen, wordsOf } from "./deciding";

const draft = (id: number, columns: Partial<WordingDraft> = {}): WordingDraft => ({
  id,
  what: "prompts",
  place: id,
  phrase: "",
  track_ids: [],
  flags: [],
  text: `text ${id}`,
  final: "",
  state: "open",
  edited: false,
  source: "rule",
  model: "",
  version: "",
  by: null,
  decided: null,
  ...columns,
});
const clip = (...drafts: WordingDraft[]): ClipWordings => ({
  video: 1,
  number: 1,
  name: "a.mp4",
  caption: "",
  plain: "",
  drafts,
});

test("the next draft is the one after, and the first again after the last", () => {
  const all = [draft(1), draft(2, { state: "accepted" }), draft(3)];

  expect(nextOpen(all, 1)?.id).toBe(3);
  expect(nextOpen(all, 3)?.id).toBe(1);
  expect(nextOpen(all, null)?.id).toBe(1);
});

test("where only the decided one waited there is no next", () => {
  expect(nextOpen([draft(1), draft(2, { state: "dismissed" })], 1)).toBeUndefined();
});

test("prompts come before the cleaned caption and rewordings, each by place", () => {
  const shown = inOrder(
    clip(draft(9, { what: "cleaned", place: 0 }), draft(2), draft(5, { what: "rewordings" }), draft(1)),
  );

  expect(shown.map(({ id }) => id)).toEqual([1, 2, 9, 5]);
});

test("a decided draft takes its place in the clip", () => {
  const decided = draft(2, { state: "accepted", final: "other words" });

  expect(withDraft(clip(draft(1), draft(2)), decided).drafts.map(wordsOf)).toEqual(["text 1", "other words"]);
});

test("a model is named with the digest of its instructions, a rule as a rule", () => {
  expect(madeBy(draft(1))).toBe("by rule");
  expect(madeBy(draft(1, { source: "model", model: "m", version: "0123456789" }))).toBe("by m · 01234567");
});

test("a flag that the page does not know is shown as it is", () => {
  expect(flagText("new")).toBe("new");
});

test("an amount too small for two digits is not shown as nothing", () => {
  expect([0, 0.00042, 0.5, 12.345].map(amount)).toEqual(["nothing", "0.00042", "0.50", "12.35"]);
});
