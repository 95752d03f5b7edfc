/** The page of checks says what is true: each example gives the code beside it, and every code has an example. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openDictionary } from "../dictionary";
import { parse } from "../grammar";
import { judged } from "../spelling";
import { survey } from "../survey";
import { lint } from "./lint";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const page = read("../../../../docs/caption-checks.md");
const rows = [...page.matchAll(/^\| `([EL]_\w+)` \| `([^`]*)`([^|]*)\|/gmu)].map(
  ([, code = "", example = "", given = ""]) => ({ code, example: example.replace("\\t", "\t"), given }),
);
const files = "../../node_modules/dictionary-en/index";
const dictionary = openDictionary(read(`../${files}.aff`), read(`../${files}.dic`));
const words = {
  wrong: (word: string, opens: boolean) => {
    const part = judged(word, opens).find((one) => dictionary.look(one) !== null);
    return part === undefined ? undefined : { part, suggestions: dictionary.look(part) ?? [] };
  },
};

test("every code of the source has its row", () => {
  const source = read("../grammar.ts") + read("../problem.ts");
  const codes = new Set(source.match(/(?<=\| ")[EL]_[A-Z_]+(?=")/gu));

  expect(codes.size).toBe(30);
  expect(new Set(rows.map(({ code }) => code))).toEqual(codes);
});

describe("the example", () => {
  test.each(rows.filter(({ code }) => code.startsWith("E_")))("of $code is refused with it: $example", (row) => {
    expect(parse(row.example)).toMatchObject({ ok: false, error: { code: row.code } });
  });

  test.each(rows.filter(({ code }) => code.startsWith("L_")))("of $code is doubted with it: $example", (row) => {
    const found = survey(row.example);
    const mentioned = found.objects.map(({ number, phrases }) => ({ number, name: phrases[0] ?? "" }));
    const named = /with an object (\d), “(\w+)”/u.exec(row.given);
    const objects = row.given.includes("without an object")
      ? []
      : named
        ? [{ number: Number(named[1]), name: named[2] ?? "" }]
        : mentioned;
    const lengths = row.given.includes("5 to 10 words") ? { low: 5, high: 10 } : null;

    const codes = new Set(lint(found, { objects, lengths, words }).map(({ code }) => code));

    expect(codes).toContain(row.code);
    // The long example is the one without a word of time.
    expect([...codes].filter((code) => code !== row.code && code !== "L_TEMPORAL")).toEqual([]);
  });
});
