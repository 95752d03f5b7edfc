/** A question leads to its words, also when the caption was changed since. */

import { describe, expect, it } from "vitest";
import type { Question } from "../api/types";
import { newlyAnswered, shownQuestions, spanNow } from "./questions";

const question = (given: Partial<Question>): Question => ({
  id: 1,
  video: 1,
  clip: 1,
  track: 1,
  number: 1,
  phrase: "the leash",
  start: 0,
  end: 9,
  caption_revision: 1,
  frame: 30,
  x: null,
  y: null,
  text: "Is the harness part of it?",
  by: { id: 2, username: "mira", name: "Mira" },
  asked: "2026-11-22T10:00:00Z",
  state: "open",
  answer: "",
  answered_by: null,
  answered: null,
  mine: true,
  can: { answer: false, withdraw: true },
  ...given,
});

describe("a question", () => {
  it("finds its words where they were, and elsewhere when text came before them", () => {
    expect(spanNow("the leash lies.", question({}))).toEqual({ start: 0, end: 9 });
    expect(spanNow("🐕 and the leash lie.", question({}))).toEqual({ start: 6, end: 15 });
  });

  it("says that its words are gone rather than point at others", () => {
    expect(spanNow("a rope lies.", question({}))).toBeNull();
  });

  it("is shown before the answered ones, and not at all once withdrawn", () => {
    const old = question({ id: 1, state: "answered", answered: "2026-11-22T10:00:00Z" });
    const fresh = question({ id: 2, state: "answered", answered: "2026-11-22T11:00:00Z" });

    const shown = shownQuestions([old, question({ id: 3, state: "withdrawn" }), fresh, question({ id: 4 })]);

    expect(shown.map(({ id }) => id)).toEqual([4, 2, 1]);
  });

  it("is news to its asker once, when the answer comes", () => {
    const open = [question({ id: 1 }), question({ id: 2, mine: false })];
    const answered = open.map((one) => ({ ...one, state: "answered" as const }));

    expect(newlyAnswered(open, answered).map(({ id }) => id)).toEqual([1]);
    expect(newlyAnswered(answered, answered)).toEqual([]);
  });
});
