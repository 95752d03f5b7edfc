/** Why: what a plan did, what it left, and how it is taken back is read off the verdicts; a wrong reading undoes wrongly. */
import { expect, test } from "vitest";
import type { ClipVerdict } from "../api/types";
import { groupsOf, NO_PLAN, outcomeOf, refusalsOf, saidOf, takenFrom, undoOf } from "./planning";

type Before = ClipVerdict["before"][number];
const ANN = { id: 4, username: "ann", name: "Ann" };
const step = (given: Partial<Before> = {}): Before => ({
  step: "caption", state: "ready", author: null, priority: 0, deadline: null, batch: null, reserved_for: null, ...given,
}); // biome-ignore format: one row
const clip = (video: number, given: Partial<ClipVerdict> = {}): ClipVerdict => ({
  video, number: video + 100, code: null, text: null, changes: true, before: [step()], moved: { caption: 1 }, ...given,
}); // biome-ignore format: one row
const judged = { code: "wrong_state", text: "This work is approved.", changes: false };

test("clips change, are so already, or are refused by name", () => {
  const outcome = outcomeOf([clip(1), clip(2, { changes: false }), clip(3, judged), clip(4, judged)]);

  expect(saidOf(outcome)).toBe("1 clip changed, 1 was so already, 2 refused.");
  expect(refusalsOf(outcome)).toEqual([{ text: "This work is approved.", clips: "000103, 000104" }]);
});

test("what changes is told by how it stood, the most frequent first", () => {
  const outcome = outcomeOf([
    clip(1, { before: [step({ priority: 3 })] }),
    clip(2),
    clip(3),
    clip(4, { before: [step(), step({ step: "masks", priority: 9 })] }),
  ]);

  expect(groupsOf("priority", outcome)).toEqual([
    { text: "priority 0", count: 2 },
    { text: "priority 3", count: 1 },
    { text: "priority 0, priority 9", count: 1 },
  ]);
});

test("a plan is taken back step by step, equal ones in one portion", () => {
  const both = [step({ priority: 2 }), step({ step: "masks", priority: 5 })];

  const portions = undoOf(
    "priority",
    outcomeOf([clip(1, { before: both }), clip(2, { before: both }), clip(3, judged)]),
  );

  expect(portions).toEqual([
    { plan: { ...NO_PLAN, step: "caption", priority: 2 }, videos: [1, 2] },
    { plan: { ...NO_PLAN, step: "masks", priority: 5 }, videos: [1, 2] },
  ]);
});

test("a reservation goes back to whom it was for, what was in hand to whose it was, if nobody moved it since", () => {
  const outcome = outcomeOf([
    clip(1, { before: [step({ reserved_for: ANN })] }),
    clip(2),
    clip(3, { before: [step({ state: "annotating", author: ANN })], moved: { caption: 3 } }),
  ]);

  expect(undoOf("person", outcome).map(({ plan, videos, moved }) => [plan.person, videos, moved])).toEqual([
    [4, [1, 3], { 1: 1, 3: 3 }],
    [null, [2], { 2: 1 }],
  ]);
  expect(takenFrom(outcome, "caption")).toBe(1);
});

test("all that are not refused go into a batch that is to be made", () => {
  const outcome = outcomeOf([clip(1, { changes: false }), clip(2, judged)], true);

  expect([outcome.changed.length, outcome.same.length, outcome.refused.length]).toEqual([1, 0, 1]);
});

test("a clip that is planned step by step counts once, and is refused if one of its steps is", () => {
  const outcome = outcomeOf([clip(1, { changes: false }), clip(2), clip(1), clip(2, judged)]);

  expect(saidOf(outcome)).toBe("1 clip changed, 1 refused.");
});
