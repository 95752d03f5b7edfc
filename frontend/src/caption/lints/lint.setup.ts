/** A caption's doubts of one kind, and what their mends make of it. */

import { withMentioned } from "../objects";
import { type CaptionObject, changed, type LintCode } from "../problem";
import { survey } from "../survey";
import { lint } from "./lint";

type Given = { objects?: readonly CaptionObject[]; lengths?: { low: number; high: number } | null };

export function found(text: string, code: LintCode, { objects, lengths = null }: Given = {}) {
  const read = survey(text);
  const list = objects ?? withMentioned([], read.groundings);
  return lint(read, { objects: list, lengths }).filter((one) => one.code === code);
}

/** What each mend of the first doubt makes of the text. */
export function mends(text: string, code: LintCode, given: Given = {}): Record<string, string> {
  const fixes = found(text, code, given)[0]?.fixes ?? [];
  return Object.fromEntries(fixes.map(({ label, changes }) => [label, changed(text, changes)]));
}

export const LONG = "A [man]<mask_1> in a red coat walks slowly along the wet street and waves";
