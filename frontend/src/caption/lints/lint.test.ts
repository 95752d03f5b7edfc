/** Each doubt as a sentence: what warns, what its mends make of the caption, and where it stays silent. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toCodePoints } from "../characters";
import { parse } from "../grammar";
import { withMentioned } from "../objects";
import { changed } from "../problem";
import { survey } from "../survey";
import { lint } from "./lint";
import { found, LONG, mends } from "./lint.setup";

describe("the number word and the objects", () => {
  test.each([
    ["[both outer cups]<mask_0,1,2>", "both", "2, the objects are 0, 1, 2"],
    ["[Two dogs]<mask_1,2,3> run", "Two", "2, the objects are 1, 2, 3"],
    ["[the three upside-down red cups]<mask_1,2>", "three", "3, the objects are 1, 2"],
    ["[a pair of dancers]<mask_1,2,3>", "pair", "2, the objects are 1, 2, 3"],
    ["[3 cats]<mask_1,2>", "3", "3, the objects are 1, 2"],
    ["[a dozen eggs]<mask_1,2>", "dozen", "12, the objects are 1, 2"],
    ["[half a dozen eggs]<mask_1,2>", "dozen", "6, the objects are 1, 2"],
    ["[his two dogs]<mask_1>", "two", "2, the object is 1"],
    ["[one man]<mask_1,2>", "one", "1, the objects are 1, 2"],
    ["[two men and a dog]<mask_1,2>", "two", "3 in all, the objects are 1, 2"],
  ])("disagree in %j", (text, word, said) => {
    expect(found(text, "L_COUNT").map(({ title }) => title)).toEqual([`“${word}” says ${said}`]);
  });

  test.each([
    "[two cups]<mask_1,2>",
    "[a cup with two handles]<mask_1>",
    "[a two year old boy]<mask_1>",
    "[a two-year-old]<mask_1>",
    "[player 10]<mask_1>",
    "[the man with number 7]<mask_1>",
    "[a group of three men]<mask_1>",
    "[a group of three men]<mask_1,2,3>",
    "[a pair of shoes]<mask_1>",
    "[two of the three cups]<mask_1,2>",
    "[all three]<mask_1,2,3>",
    "[two men with a dog]<mask_1,2,3>",
    "[two cats and dogs]<mask_1,2,3,4>",
    "[two men and a dog]<mask_1,2,3>",
    "[two black and white cats]<mask_1,2>",
    "[two people]<mask_1,?>",
    "[the one in red]<mask_1>",
    "[two]<mask_1,2> of them",
    "[两个人]<mask_1,2,3>",
  ])("agree in %j, or nobody can say", (text) => {
    expect(found(text, "L_COUNT")).toEqual([]);
  });

  test("are brought together by choosing objects or by changing the word", () => {
    expect(mends("[both outer cups]<mask_0,1,2> stand", "L_COUNT")).toEqual({
      "Use 0, 2": "[both outer cups]<mask_0,2> stand",
      "Use 0, 1": "[both outer cups]<mask_0,1> stand",
      "Use 1, 2": "[both outer cups]<mask_1,2> stand",
      "Write “all three”": "[all three outer cups]<mask_0,1,2> stand",
    });
    expect(mends("[Two dogs]<mask_1,2,3>", "L_COUNT")["Write “Three”"]).toBe("[Three dogs]<mask_1,2,3>");
    expect(mends("[4 dogs]<mask_1,2>", "L_COUNT")).toEqual({ "Write “2”": "[2 dogs]<mask_1,2>" });
  });

  test("are brought together by the object of the same name that is missing", () => {
    expect(mends("[three cups]<mask_1,2>, [a ball]<mask_3>, [the left cup]<mask_4>", "L_COUNT")).toEqual({
      "Use 1, 2, 4": "[three cups]<mask_1,2,4>, [a ball]<mask_3>, [the left cup]<mask_4>",
      "Write “two”": "[two cups]<mask_1,2>, [a ball]<mask_3>, [the left cup]<mask_4>",
    });
  });
});

describe("one thing in words and several in objects", () => {
  test.each([
    "[a man]<mask_1,2>",
    "[An old man in a hat]<mask_1,2>",
    "[the red car]<mask_1,2>",
    "[his dog]<mask_1,2>",
    "[It]<mask_1,2> falls",
    "[this white cat]<mask_1,2,3>",
  ])("warn in %j", (text) => {
    expect(found(text, "L_SINGULAR")).toHaveLength(1);
  });

  test.each([
    "[a man]<mask_1>",
    "[a man and his dog]<mask_1,2>",
    "[a couple]<mask_1,2>",
    "[a pair of cups]<mask_1,2>",
    "[a small group of dancers]<mask_1,2,3>",
    "[the men]<mask_1,2>",
    "[the policemen]<mask_1,2>",
    "[the sheep]<mask_1,2>",
    "[the glass]<mask_1,2>",
    "[the others]<mask_1,2>",
    "[the team]<mask_1,2>",
    "[red cups]<mask_1,2>",
    "[they]<mask_1,2>",
    "[a man]<mask_1,?>",
    "[a red, a blue cup]<mask_1,2>",
    "[the two]<mask_1,2>",
    "[the elderly]<mask_1,2>",
    "[一个人]<mask_1,2>",
  ])("are silent in %j", (text) => {
    expect(found(text, "L_SINGULAR")).toEqual([]);
  });

  test("are mended by choosing one", () => {
    expect(mends("[a man]<mask_1,2> runs", "L_SINGULAR")).toEqual({
      "Use 1": "[a man]<mask_1> runs",
      "Use 2": "[a man]<mask_2> runs",
    });
  });
});

describe("the same words for different objects", () => {
  test.each([
    ["[a man]<mask_1> and [a man]<mask_2>", "Write “another”", "[a man]<mask_1> and [another man]<mask_2>"],
    [
      "A [man]<mask_1> sits. A [man]<mask_2> runs",
      "Write “Another”",
      "A [man]<mask_1> sits. Another [man]<mask_2> runs",
    ],
    ["[a man]<mask_1> sees [the man]<mask_2>", "Write “the second”", "[a man]<mask_1> sees [the second man]<mask_2>"],
    [
      "[two men]<mask_1,2> and [Two men]<mask_3,4>",
      "Write “Two other”",
      "[two men]<mask_1,2> and [Two other men]<mask_3,4>",
    ],
    ["[cups]<mask_1,2> by [cups]<mask_3,4>", "Write “other cups”", "[cups]<mask_1,2> by [other cups]<mask_3,4>"],
  ])("%j is told apart or tied together", (text, label, after) => {
    expect(found(text, "L_SAME")).toHaveLength(1);
    expect(mends(text, "L_SAME")[label]).toBe(after);
    expect(found(after, "L_SAME")).toEqual([]);
  });

  test("may be a slip of the number", () => {
    expect(mends("[a man]<mask_1> and [the man]<mask_2>", "L_SAME")["Use 1"]).toBe(
      "[a man]<mask_1> and [the man]<mask_1>",
    );
  });

  test.each([
    "[a man]<mask_1> and [the man]<mask_1>",
    "[a man]<mask_1> and [another man]<mask_2>",
    "A [man]<mask_1> and another [man]<mask_2>",
    "his [dog]<mask_1> and her [dog]<mask_2>",
    "the [man's dog]<mask_1> and the [woman's dog]<mask_2>",
    "[it]<mask_1> falls, [it]<mask_2> breaks",
    "[the other]<mask_1> and [the other]<mask_2>",
    "[each other]<mask_1> [each other]<mask_2>",
    "[three cups]<mask_1,2,3> and [the cups]<mask_1,2>",
    "[people]<mask_?> and [people]<mask_1,2>",
  ])("are silent in %j", (text) => {
    expect(found(text, "L_SAME")).toEqual([]);
  });

  test("are said once for each further object", () => {
    expect(
      found("[a man]<mask_1>, [a man]<mask_2>, [the man]<mask_1>, [the man]<mask_2>, [a man]<mask_3>", "L_SAME"),
    ).toHaveLength(2);
  });
});

describe("objects and the text", () => {
  const cup = { number: 2, name: "purple cup" };

  test("an object that no phrase names is tied where its name stands, or goes", () => {
    const text = "[A cat]<mask_1> sniffs a purple cup.";
    const given = { objects: [{ number: 1, name: "cat" }, cup] };

    expect(found(text, "L_UNMENTIONED", given).map(({ title }) => title)).toEqual([
      "No phrase names object 2, “purple cup”",
    ]);
    expect(mends(text, "L_UNMENTIONED", given)["Tie “purple cup”"]).toBe(
      "[A cat]<mask_1> sniffs a [purple cup]<mask_2>.",
    );
    expect(found(text, "L_UNMENTIONED", given)[0]?.fixes.at(-1)).toEqual({
      label: "Remove object 2",
      changes: [],
      objects: [{ number: 1, name: "cat" }],
    });
  });

  test("words inside an unclosed phrase are not offered", () => {
    expect(Object.keys(mends("a [very purple cup", "L_UNMENTIONED", { objects: [cup] }))).toEqual(["Remove object 2"]);
  });

  test("a number without an object gets one, named by the words", () => {
    const doubts = found("[The cat]<mask_1> and [a dog]<mask_3>; [it]<mask_3>", "L_NO_OBJECT", {
      objects: [{ number: 1, name: "cat" }],
    });

    expect(doubts.map(({ title }) => title)).toEqual(["There is no object 3"]);
    expect(doubts[0]?.fixes[0]?.objects).toEqual([
      { number: 1, name: "cat" },
      { number: 3, name: "dog" },
    ]);
  });

  test("several numbers without objects are one check with one mend", () => {
    const doubts = found("[Two cats]<mask_4,2> and [a dog]<mask_1>", "L_NO_OBJECT", { objects: [] });

    expect(doubts.map(({ title }) => title)).toEqual(["There are no objects 4, 2, 1"]);
    expect(doubts[0]?.fixes).toEqual([
      {
        label: "Add them",
        changes: [],
        objects: [
          { number: 4, name: "Two cats" },
          { number: 2, name: "Two cats" },
          { number: 1, name: "dog" },
        ],
      },
    ]);
  });

  test("a crowd is no object and may be as many as it likes", () => {
    expect(found("[People]<mask_?> cheer", "L_NO_OBJECT", { objects: [] })).toEqual([]);
  });

  test("an eleventh object is too many, and can be a crowd", () => {
    const ten = "[ducks]<mask_1,2,3,4,5,6,7,8,9,0>";

    expect(found(ten, "L_TOO_MANY")).toEqual([]);
    expect(found("[a duck]<mask_11>", "L_TOO_MANY")).toEqual([]);
    expect(mends(`${ten} [a goose]<mask_11>`, "L_TOO_MANY")["Make it a crowd"]).toBe(`${ten} [a goose]<mask_?>`);
  });

  test("a list of eleven loses one that nothing names", () => {
    const objects = Array.from({ length: 11 }, (_, number) => ({ number, name: `thing ${number}` }));

    const [doubt] = found("[ducks]<mask_0>", "L_TOO_MANY", { objects });

    expect(doubt?.fixes[0]?.objects).toHaveLength(10);
  });
});

test("no doubt blocks, each has a place in the text, and each mend of a caption that parses leaves one that parses", () => {
  const parts = fc.constantFrom(
    ..."[two men]<mask_1,2,3>|[a man]<mask_1,2>|[a man]<mask_2>|[the 👪 cat]<mask_3>| the| the|loudly |, then |to the music|says|🔴 |风筝|[cups]<mask_5,6>|[cups]<mask_7>|.|A".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 14 }), (pieces) => {
      const text = pieces.join("");
      const read = survey(text);
      const objects = [
        { number: 4, name: "cat" },
        { number: 3, name: "man" },
      ];
      for (const doubt of lint(read, { objects, lengths: { low: 5, high: 9 } })) {
        expect(doubt.severity).toBe("warning");
        expect(doubt.from >= 0 && doubt.from <= doubt.to && doubt.to <= text.length).toBe(true);
        expect(doubt.position).toBe(toCodePoints(text, doubt.from));
        for (const fix of doubt.fixes)
          expect([fix.label, parse(changed(text, fix.changes)).ok]).toEqual([fix.label, true]);
      }
    }),
    { numRuns: 600 },
  );
}, 30_000);

test("four hundred words with forty phrases are read in less than 5 ms", () => {
  const sentence = `${LONG} at [two white cats]<mask_2,3,4> that run after it,`;
  const text = Array.from({ length: 20 }, (_, nth) => sentence.replace("red", `red${nth}`)).join(" ");
  const read = survey(text);
  const context = { objects: withMentioned([], read.groundings), lengths: { low: 15, high: 150 } };
  const times = Array.from({ length: 40 }, () => {
    const began = performance.now();
    lint(read, context);
    return performance.now() - began;
  });

  expect(read.words).toBeGreaterThanOrEqual(400);
  expect(read.groundings).toHaveLength(40);
  expect(Math.min(...times)).toBeLessThan(5); // the least: what the work costs, not what else the machine does
});
