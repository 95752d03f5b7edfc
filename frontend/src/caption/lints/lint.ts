/** What a colleague would ask about a caption: doubts with a place, a reason and, where it is known, a mend. */

import { toCodePoints } from "../characters";
import type { CaptionObject, Problem } from "../problem";
import type { Grounding, Survey } from "../survey";

/** What the lints know beside the text. */
export type LintContext = {
  readonly objects: readonly CaptionObject[];
  /** Words that the project's captions have, at the least and at the most. */
  readonly lengths: { readonly low: number; readonly high: number } | null;
};

const COUNTS: ReadonlyMap<string, number> = new Map([
  ["both", 2],
  ["two", 2],
  ["three", 3],
  ["four", 4],
  ["five", 5],
  ["six", 6],
  ["seven", 7],
  ["eight", 8],
  ["nine", 9],
  ["ten", 10],
]);

/** Everything doubtful about a caption that parses or not, in the order of the text; none of it blocks. */
export function lint({ text, groundings }: Survey, _context: LintContext): readonly Problem[] {
  return groundings.flatMap((one, index) => [
    ...countLint(text, one),
    ...sameLint(text, one, groundings.slice(0, index)),
    ...touchLint(text, one, groundings[index + 1]),
  ]);
}

function warning(
  text: string,
  one: Grounding,
  code: "L_COUNT" | "L_SAME" | "L_TOUCH",
  title: string,
  why: string,
): Problem {
  return {
    severity: "warning",
    code,
    position: toCodePoints(text, one.from),
    from: one.from,
    to: one.to,
    title,
    why,
    fixes: [],
  };
}

function countLint(text: string, one: Grounding): Problem[] {
  if (one.ids.includes("?")) return [];
  const word = one.text.split(/[\s-]+/u).find((part) => COUNTS.has(part.toLowerCase()));
  const count = COUNTS.get(word?.toLowerCase() ?? "");
  if (word === undefined || count === undefined || count === one.ids.length) return [];
  const title = `“${word}” says ${count}, ${one.ids.length === 1 ? "the object is" : "the objects are"} ${one.ids.join(", ")}`;
  return [warning(text, one, "L_COUNT", title, "Number word and objects should agree.")];
}

function sameLint(text: string, one: Grounding, before: readonly Grounding[]): Problem[] {
  const twin = before.find((other) => other.text === one.text && !other.ids.some((id) => one.ids.includes(id)));
  if (twin === undefined) return [];
  const title = `“${one.text}” names ${twin.ids.join(", ")} and ${one.ids.join(", ")}`;
  return [warning(text, one, "L_SAME", title, "Add a word that tells the two apart.")];
}

function touchLint(text: string, one: Grounding, next: Grounding | undefined): Problem[] {
  if (next === undefined || next.from !== one.to) return [];
  return [
    warning(text, one, "L_TOUCH", `“${one.text}” touches “${next.text}”`, "A space or a word is missing between them."),
  ];
}
