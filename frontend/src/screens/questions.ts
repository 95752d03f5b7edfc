/** Why: a question is pinned to words as they were; the caption may have moved on, and three screens lead back to those words. */
import type { Question } from "../api/types";

/** Where a question's words are in today's plain caption, in code points; null when they are gone. */
export function spanNow(plain: string, { start, end, phrase }: Pick<Question, "start" | "end" | "phrase">) {
  const chars = Array.from(plain);
  if (chars.slice(start, end).join("") === phrase) return { start, end };
  const at = plain.indexOf(phrase);
  if (at < 0) return null;
  const from = Array.from(plain.slice(0, at)).length;
  return { start: from, end: from + Array.from(phrase).length };
}

/** What is shown of a clip's questions: open ones first, then the newest answers; what was withdrawn is gone. */
export function shownQuestions(questions: readonly Question[]): readonly Question[] {
  const open = questions.filter(({ state }) => state === "open");
  const answered = questions.filter(({ state }) => state === "answered");
  return [...open, ...answered.toSorted((a, b) => (b.answered ?? "").localeCompare(a.answered ?? ""))];
}

/** Questions of one's own that were answered between two looks at the list. */
export function newlyAnswered(before: readonly Question[], after: readonly Question[]): readonly Question[] {
  const open = new Set(before.filter(({ state }) => state === "open").map(({ id }) => id));
  return after.filter(({ id, mine, state }) => mine && state === "answered" && open.has(id));
}
