/** What the editor is told about a raw caption: every fault with a place, the mend where there is one, objects. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toUtf16 } from "./characters";
import { parse } from "./grammar";
import { changed } from "./problem";
import { groundingAt } from "./reading";
import { nextFree, survey } from "./survey";

const sloppyText = fc
  .array(fc.constantFrom(..."[]<>mask_01,? a👪，】"), { maxLength: 40 })
  .map((parts) => parts.join(""));
const errorsOf = (text: string) => survey(text).problems;
const mended = (text: string) => {
  const fix = errorsOf(text)[0]?.fixes[0];
  return fix && changed(text, fix.changes);
};

describe("faults", () => {
  test("are listed all, not only the first", () => {
    expect(errorsOf("A [man]<mask_12> and [dog] run] off").map((one) => one.code)).toEqual([
      "E_RANGE",
      "E_NOTAG",
      "E_CLOSE",
    ]);
  });

  test("open with the very error that the grammar gives for the whole string, at its place", () => {
    fc.assert(
      fc.property(sloppyText, (text) => {
        const read = parse(text);
        const first = errorsOf(text)[0];
        if (read.ok) expect(first).toBeUndefined();
        if (read.ok) return;
        expect(first).toMatchObject({ code: read.error.code, position: read.error.position });
        const at = toUtf16(text, read.error.position);
        expect(first && first.from <= at && at <= first.to).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["[two men] <mask_1, 2> run", "[two men]<mask_1,2> run"],
    ["【人】＜mask_１＞ runs", "[人]<mask_1> runs"],
    ["one[ man]<mask_1>", "one [man]<mask_1>"],
    ["A [man] runs", "A [man]<mask_1> runs"],
    ["A [man runs", "A [man runs]<mask_1>"],
    ["A [man, who runs", "A [man]<mask_1>, who runs"],
    ["A [man <mask_2> runs", "A [man]<mask_2> runs"],
    ["A man] runs", "A man runs"],
    ["a\nb", "a b"],
  ])("the first mend of %j is %j", (text, wanted) => {
    expect(mended(text)).toBe(wanted);
    expect(errorsOf(wanted)).toEqual([]);
  });

  test("a phrase that never ends may name an object of the same kind, or the next one", () => {
    const text = "[two red cups]<mask_1,2> by [a ball]<mask_3>; she slides [the middle cup, crossing her wrists";

    const [fault] = errorsOf(text);

    expect(fault?.title).toBe("“[the middle cup” is never closed");
    expect(text.slice(fault?.from, fault?.to)).toBe("[the middle cup");
    expect(fault?.fixes.map(({ label }) => label)).toEqual(["Close as 1", "Close as 2", "Close as 4", "Remove “[”"]);
    expect(changed(text, fault?.fixes[1]?.changes ?? [])).toBe(
      "[two red cups]<mask_1,2> by [a ball]<mask_3>; she slides [the middle cup]<mask_2>, crossing her wrists",
    );
  });

  test("two-digit objects have no mend, since nobody knows which was meant", () => {
    expect(errorsOf("[a]<mask_12>")[0]?.fixes).toEqual([]);
  });
});

describe("objects", () => {
  test("are listed by number with the tenth, 0, last, and every phrase that names them", () => {
    const { objects } = survey("[a cup]<mask_0> by [two men]<mask_2,1>; [he]<mask_1> sits");

    expect(objects).toEqual([
      { number: 1, phrases: ["two men", "he"] },
      { number: 2, phrases: ["two men"] },
      { number: 0, phrases: ["a cup"] },
    ]);
  });

  test("the next free number is the smallest unused, 0 after 9, none after ten", () => {
    expect(nextFree(survey("[a]<mask_1> [b]<mask_3>").groundings)).toBe("2");
    expect(nextFree(survey("[a]<mask_1,2,3,4,5,6,7,8,9>").groundings)).toBe("0");
    expect(nextFree(survey("[a]<mask_1,2,3,4,5,6,7,8,9,0>").groundings)).toBeNull();
  });

  test("a caret in the words, the brackets or the tag is in the grounding", () => {
    const { groundings } = survey("A [👪]<mask_1> waves");

    expect(groundingAt(groundings, 3, 3)?.text).toBe("👪");
    expect(groundingAt(groundings, 10, 10)?.text).toBe("👪");
    expect(groundingAt(groundings, 1, 1)).toBeUndefined();
  });
});

test("words are counted without brackets and tags", () => {
  expect(survey("A [tall man]<mask_1> runs.").words).toBe(4);
});
