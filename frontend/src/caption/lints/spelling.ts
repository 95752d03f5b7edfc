/** Words that the dictionary does not know, in phrases as well; who decides what is known is `../spelling`. */

import { t } from "@lingui/core/macro";
import type { Problem } from "../problem";
import type { Spelling } from "../spelling";
import { cased, doubt, type Reading } from "./reading";

export function spellingDoubts(read: Reading, spelling: Spelling | null): Problem[] {
  if (spelling === null) return [];
  return read.words.flatMap((word) => {
    // Words that touch are no misspelt word.
    const wrong = word.whole ? spelling.wrong(word.text, word.opens) : undefined;
    if (wrong === undefined) return [];
    const fixes = wrong.suggestions.map((one) => {
      const insert = word.text.replace(wrong.part, cased(one, wrong.part));
      return { label: insert, changes: [{ from: word.from, to: word.to, insert }] };
    });
    return doubt(read, "L_SPELL", word, {
      title: t`“${wrong.part}” is not in the dictionary`,
      why: wrong.suggestions.length === 0 ? t`Nothing in it is near this word.` : t`Is one of these meant?`,
      fixes: [...fixes, { label: t`Add to my words`, changes: [], word: wrong.part }],
    });
  });
}
