/** What a colleague would ask about a caption: doubts with a place, a reason and, where it is known, a mend. */

import type { CaptionObject, Problem } from "../problem";
import type { Spelling } from "../spelling";
import type { Survey } from "../survey";
import { countDoubts } from "./counts";
import { namesOf, objectDoubts } from "./objects";
import { reading } from "./reading";
import { repeatDoubts } from "./repeats";
import { sameDoubts } from "./same";
import { singularDoubts } from "./singular";
import { soundDoubts } from "./sounds";
import { spellingDoubts } from "./spelling";
import { lengthDoubts, temporalDoubts } from "./style";
import { touchDoubts } from "./touch";

/** What the lints know beside the text. */
export type LintContext = {
  readonly objects: readonly CaptionObject[];
  /** Words that the project's captions have, at the least and at the most. */
  readonly lengths: { readonly low: number; readonly high: number } | null;
  /** Left out or null until the dictionary is there. */
  readonly words?: Spelling | null;
};

/** Everything doubtful about a caption that parses or not, in the order of the text; none of it blocks. */
export function lint(survey: Survey, { objects, lengths, words = null }: LintContext): readonly Problem[] {
  const read = reading(survey);
  const found = [
    ...countDoubts(read, namesOf(objects, read.groundings)),
    ...singularDoubts(read),
    ...sameDoubts(read),
    ...touchDoubts(read),
    ...repeatDoubts(read),
    ...soundDoubts(read),
    ...spellingDoubts(read, words),
    ...objectDoubts(read, objects),
    ...temporalDoubts(read),
    ...lengthDoubts(read, survey.words, lengths),
  ];
  return found.toSorted((one, other) => one.from - other.from);
}
