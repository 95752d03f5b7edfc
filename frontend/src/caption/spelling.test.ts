/** The dictionary as captions meet it, and what the page knows while the answers are on their way. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openDictionary } from "./dictionary";
import { lint } from "./lints/lint";
import type { Fix } from "./problem";
import { changed } from "./problem";
import { type Answer, judged, SpellingStore } from "./spelling";
import { survey } from "./survey";

const file = (name: string) =>
  readFileSync(new URL(`../../node_modules/dictionary-en/index.${name}`, import.meta.url), "utf8");
const dictionary = openDictionary(file("aff"), file("dic"));

/** A worker's door with the real dictionary behind it, that answers when it is told to. */
class Door {
  onmessage: ((event: { data: readonly Answer[] }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly asked: (readonly string[])[] = [];
  ended = false;

  postMessage(words: readonly string[]): void {
    this.asked.push(words);
  }
  terminate(): void {
    this.ended = true;
  }
  answer(): void {
    const words = this.asked.at(-1) ?? [];
    this.onmessage?.({ data: words.map((word) => [word, dictionary.look(word)]) });
  }
}

function opened() {
  const doors: Door[] = [];
  const store = new SpellingStore("demo", () => {
    const door = new Door();
    doors.push(door);
    return door as unknown as Worker;
  });
  const doubts = (text: string) =>
    lint(survey(text), { objects: [{ number: 1, name: "it" }], lengths: null, words: store.spelling() }).filter(
      ({ code }) => code === "L_SPELL",
    );
  return { doors, store, doubts };
}

describe("the dictionary", () => {
  test.each([
    ["skatebord", "skateboard"],
    ["bicyle", "bicycle"],
    ["teh", "the"],
    ["recieves", "receives"],
    ["ballon", "balloon"],
    ["trampolin", "trampoline"],
  ])("does not know %j and suggests %j among three at most", (word, meant) => {
    expect(dictionary.look(word)).toContain(meant);
    expect(dictionary.look(word)?.length).toBeLessThanOrEqual(3);
  });

  test.each(
    "colour grey tyre travelling centre organises frisbee backflip selfie unicycle somersaults labrador Skateboard don't OK".split(
      " ",
    ),
  )("knows %j", (word) => {
    expect(dictionary.look(word)).toBeNull();
  });

  test("has no suggestion for what no one can have meant, soon", () => {
    expect(dictionary.look("x".repeat(400))).toEqual([]);
  });
});

describe("what is judged", () => {
  test.each([
    ["skatebord", false, ["skatebord"]],
    ["upside-donw", false, ["upside", "donw"]],
    ["re-enters", false, ["enters"]],
    ["T-shirt", false, []],
    ["t-shirt", false, ["shirt"]],
    ["man's", false, ["man"]],
    ["don’t", false, ["don’t"]],
    ["Nuñez", false, []],
    ["Duran", false, []],
    ["Skatebord", true, ["Skatebord"]],
    ["GoPro", true, []],
    ["BMX", false, []],
    ["mp3", false, []],
    ["0:03", false, []],
    ["a", false, []],
  ])("of %j", (word, opens, parts) => {
    expect(judged(word, opens)).toEqual(parts);
  });
});

describe("the page's knowledge", () => {
  const text = "🔴 A [small skatebord]<mask_1> rolls by Mikael; a bicyle folows.";

  test("begins with the first answer and names the words in and out of phrases at their places", () => {
    const { doors, store, doubts } = opened();
    store.check(survey(text));

    expect(store.spelling()).toBeNull();
    expect(doubts(text)).toEqual([]);
    doors[0]?.answer();

    expect(doubts(text).map(({ from, to }) => text.slice(from, to))).toEqual(["skatebord", "bicyle", "folows"]);
  });

  test("mends the word where it stands and leaves the phrase its object", () => {
    const { doors, store, doubts } = opened();
    store.check(survey(text));
    doors[0]?.answer();

    const fix = doubts(text)[0]?.fixes.find(({ label }) => label === "skateboard") as Fix;

    expect(changed(text, fix.changes)).toBe("🔴 A [small skateboard]<mask_1> rolls by Mikael; a bicyle folows.");
  });

  test("asks about each word once, and about nothing where there is nothing to ask", () => {
    const { doors, store } = opened();
    store.check(survey("42 BMX 猫"));
    expect(doors).toEqual([]);
    store.check(survey("A cat runs"));
    store.check(survey("A cat runs fast"));

    expect(doors.map(({ asked }) => asked)).toEqual([[["cat", "runs"], ["fast"]]]);
  });

  test("takes up a person's own words and tells who listens", () => {
    const { doors, store, doubts } = opened();
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    store.check(survey("A zorb rolls; the Zorb stops"));
    doors[0]?.answer();
    const learnt = doubts("A zorb rolls")[0]?.fixes.find(({ word }) => word !== undefined);

    store.learn(learnt?.word ?? "");

    expect(told).toBe(2);
    expect(doubts("A zorb rolls")).toEqual([]);
  });

  test("survives a dictionary that could not be loaded and asks again", () => {
    const { doors, store, doubts } = opened();
    store.check(survey("A bicyle"));
    doors[0]?.onerror?.();
    store.check(survey("A bicyle"));
    doors[1]?.answer();

    expect(doors.map(({ ended }) => ended)).toEqual([true, false]);
    expect(doubts("A bicyle")).toHaveLength(1);
  });
});
