/** The doubts about how a caption is written, apart from its objects: what warns, what mends it, where they stay silent. */

import { describe, expect, test } from "vitest";
import { found, LONG, mends } from "./lint.setup";

describe("touching words", () => {
  test.each([
    ["[left glove]<mask_1>[right glove]<mask_2>", "[left glove]<mask_1> [right glove]<mask_2>"],
    ["[cat]<mask_1>runs", "[cat]<mask_1> runs"],
    ["the[cat]<mask_1>", "the [cat]<mask_1>"],
  ])("%j gets a space", (text, after) => {
    expect(mends(text, "L_TOUCH")).toEqual({ "Insert a space": after });
    expect(found(after, "L_TOUCH")).toEqual([]);
  });

  test.each([
    "[cat]<mask_1>s play",
    "[man]<mask_1>'s hat",
    "[glass]<mask_1>es",
    "([cat]<mask_1>)",
    "[红]<mask_1>[蓝]<mask_2>猫",
    "[一个人]<mask_1>在跑",
  ])("%j is as it should be", (text) => {
    expect(found(text, "L_TOUCH")).toEqual([]);
  });
});

describe("words that say when", () => {
  test.each([
    "A man in a red coat stands by the second car on a wet street.",
    "The cat on the end of a bench looks at the last cup near it.",
  ])("are missing in %j", (text) => {
    expect(found(text, "L_TEMPORAL")).toHaveLength(1);
  });

  test.each([
    "A man in a red coat walks to the car, then he drives away.",
    "First, a man in a red coat walks along the wet street.",
    "While it rains, a man in a coat walks along the street.",
    "A man in a red coat falls at 0:03 on the wet street.",
    "A man starts to walk along the wet street with his dog.",
    "A short one.",
    "",
    "一个穿红色外套的男人和一只白色的狗站在潮湿的街道上，旁边有一辆蓝色的汽车。",
  ])("are there in %j, or not to be asked for", (text) => {
    expect(found(text, "L_TEMPORAL")).toEqual([]);
  });
});

describe("the length", () => {
  const lengths = { low: 5, high: 9 };

  test("is held against the project's own", () => {
    expect(found("A man runs.", "L_SHORT", { lengths })[0]).toMatchObject({
      title: "Short: 3 words",
      why: "Captions here have 5 to 9 words. What else happens?",
    });
    expect(found(LONG, "L_LONG", { lengths })[0]?.title).toBe("Long: 14 words");
  });

  test("is not spoken of without a measure, before the first word, or where words have no spaces", () => {
    expect(found("A man runs.", "L_SHORT")).toEqual([]);
    expect(found("", "L_SHORT", { lengths })).toEqual([]);
    expect(found("一只白猫在桌子上", "L_SHORT", { lengths })).toEqual([]);
    expect(found("One two three four five.", "L_SHORT", { lengths })).toEqual([]);
  });
});

describe("repeated words", () => {
  test.each([
    ["The the cat runs", "The cat runs"],
    ["He runs in the in the street", "He runs in the street"],
    ["the [the cat]<mask_1> runs", "[the cat]<mask_1> runs"],
    ["a [white cat]<mask_1> cat runs", "a [white cat]<mask_1> runs"],
    ["a [white white cat]<mask_1>", "a [white cat]<mask_1>"],
    ["🔴 a a [cat]<mask_1>", "🔴 a [cat]<mask_1>"],
  ])("%j becomes %j", (text, after) => {
    expect(Object.values(mends(text, "L_REPEAT"))).toEqual([after]);
    expect(found(after, "L_REPEAT")).toEqual([]);
  });

  test.each([
    "He had had enough",
    "It is very very big",
    "the left, left hand",
    "He runs. Runs again",
    "Duran Duran plays",
    "2 2",
    "猫 猫",
  ])("%j may stay", (text) => {
    expect(found(text, "L_REPEAT")).toEqual([]);
  });

  test("between two phrases nobody knows which is right", () => {
    expect(mends("[cat]<mask_1> [cat]<mask_2>", "L_REPEAT")).toEqual({});
  });
});

describe("words for sound", () => {
  test.each([
    ["The dog barks at [a man]<mask_1>.", {}],
    ["He says hello.", {}],
    ["She dances to the music, then bows.", { "Remove “to the music”": "She dances, then bows." }],
    ["The crowd loudly cheers.", { "Remove “loudly”": "The crowd cheers." }],
    ["A loud noise is heard.", {}],
  ])("warn in %j", (text, after) => {
    expect(found(text, "L_SOUND").length).toBeGreaterThan(0);
    expect(mends(text, "L_SOUND")).toEqual(after);
  });

  test.each([
    "A music stand falls over.",
    "He carries a sound system.",
    "She reads sheet music.",
    "A sign that says stop.",
    "His shirt says “go”.",
    "The tree bark is brown.",
    "She sings into a microphone and laughs.",
    "Two men talk; one claps.",
    "A woman in a loud shirt waves.",
  ])("are silent in %j, where it is seen", (text) => {
    expect(found(text, "L_SOUND")).toEqual([]);
  });
});
