/** Two captions side by side: whoever reads the difference sees words and objects, never syntax. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareCaptions, compareWords, isChanged, type Stretch } from "./comparison";

const shown = (stretches: readonly Stretch[]) =>
  stretches
    .map(({ runs, before, after }) => {
      const words = runs.map(({ change, text }) => ({ same: text, added: `+${text}+`, removed: `-${text}-` })[change]);
      const tie = before?.join() === after?.join() ? (before ? `{${before}}` : "") : `{${before ?? ""}→${after ?? ""}}`;
      return words.join("") + tie;
    })
    .join("|");

describe("a comparison of captions", () => {
  it("marks a word that was added inside a phrase, and leaves the phrase's object alone", () => {
    const stretches = compareCaptions("[A cat]<mask_1> sleeps.", "[A white cat]<mask_1> sleeps.");

    expect(shown(stretches)).toBe("A +white +cat{1}| sleeps.");
  });

  it("shows another object as a changed badge, not as changed words", () => {
    const stretches = compareCaptions("[The dog]<mask_1> runs.", "[The dog]<mask_2> runs.");

    expect(shown(stretches)).toBe("The dog{1→2}| runs.");
    expect(isChanged(stretches)).toBe(true);
  });

  it("shows words that were tied since, and words that were untied", () => {
    const tied = compareCaptions("The dog runs.", "[The dog]<mask_1> runs.");
    const untied = compareCaptions("[The dog]<mask_1> runs.", "The dog runs.");

    expect(shown(tied)).toBe("The dog{→1}| runs.");
    expect(shown(untied)).toBe("The dog{1→}| runs.");
  });

  it("reads two changed neighbours as one change", () => {
    const runs = compareWords("a red cup falls", "a blue bowl falls");

    expect(runs.map(({ text }) => text)).toEqual(["a ", "red cup", "blue bowl", " falls"]);
  });

  it("cuts Chinese into words, so that one changed word is one", () => {
    const runs = compareWords("一只白色的猫在睡觉", "一只黑色的猫在睡觉", "zh");

    expect(runs.filter(({ change }) => change === "same").map(({ text }) => text)).toEqual(["一只", "的猫在睡觉"]);
  });

  it("keeps a bracket that is not whole as the words it is", () => {
    const stretches = compareCaptions("[A cat sleeps.", "[A cat]<mask_1> sleeps.");

    expect(shown(stretches)).toContain("-[-");
  });

  it("gives back both texts, whatever they are", () => {
    const word = fc.constantFrom(
      "a",
      "cat",
      " ",
      "猫",
      "[a cat]<mask_1>",
      "[two cats]<mask_1,2>",
      "[",
      ">",
      "👩‍👧",
      "é",
    );
    const caption = fc.array(word, { maxLength: 30 }).map((words) => words.join(""));

    fc.assert(
      fc.property(caption, caption, (before, after) => {
        const stretches = compareCaptions(before, after);
        const side = (gone: string) =>
          stretches
            .flatMap(({ runs }) => runs.filter(({ change }) => change !== gone).map(({ text }) => text))
            .join("");
        const plain = (raw: string) => raw.replace(/\[([^[\]<>]+)\]<mask_[0-9?,]+>/gu, "$1");
        expect(side("added")).toBe(plain(before));
        expect(side("removed")).toBe(plain(after));
        expect(isChanged(compareCaptions(before, before))).toBe(false);
      }),
    );
  });

  it("gives up on texts with nothing in common soon, and still shows both", () => {
    const long = (letter: string) => Array.from({ length: 5000 }, (_, at) => `${letter}${at}`).join(" ");

    const runs = compareWords(long("a"), long("b"));

    expect(runs.map(({ change }) => change)).toEqual(["removed", "added"]);
  });
});
