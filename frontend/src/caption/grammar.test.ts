/** The grammar alone: what it accepts, what it refuses and where, and the laws that tie the two parsers together. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toCodePoints, toUtf16 } from "./characters";
import { type Language, type ParsedCaption, parse, parseLenient, render } from "./grammar";

const sloppyText = fc
  .array(fc.constantFrom(..."[]<>mask_0129?, aé👪，？】【\n"), { maxLength: 40 })
  .map((parts) => parts.join(""));
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom("A dog ", " runs", "👪 waves", ", "),
    fc
      .tuple(
        fc.constantFrom("man", "two men", "👨‍👩‍👧 family"),
        fc.uniqueArray(fc.constantFrom(..."0123456789?"), { minLength: 1 }),
      )
      .map(([words, ids]) => `[${words}]<mask_${ids.join(",")}>`),
  ),
);

const languages = fc.constantFrom<Language>("en", "zh");
const captions = fc
  .array(
    fc.tuple(
      fc.constantFrom("A dog ", " runs", "👪 waves", ", ", "e\u0301", "风筝", "(so)", "قطة"),
      fc.option(fc.uniqueArray(fc.constantFrom(..."0123456789?"), { minLength: 1 })),
    ),
  )
  .map((parts) =>
    parts.reduce<ParsedCaption>(
      ({ plain, phrases }, [words, ids]) => {
        const text = ids ? words.trim() : words;
        const start = Array.from(plain).length;
        const phrase = { text, ids: ids ?? [], start, end: start + Array.from(text).length };
        return { plain: plain + text, phrases: ids ? [...phrases, phrase] : phrases };
      },
      { plain: "", phrases: [] },
    ),
  );

/** The syntax as others read it: no checks, one regular expression. */
function readByBrackets(text: string): { plain: string; phrases: [string, string, number][] } {
  const phrases: [string, string, number][] = [];
  let plain = "";
  for (const [, before = "", words = "", ids] of text.matchAll(/([^[]*)(?:\[(.*?)\]<mask_(.*?)>|$)/gu)) {
    plain += before;
    if (ids !== undefined) phrases.push([words, ids, Array.from(plain).length]);
    plain += words;
  }
  return { plain, phrases };
}

describe("strict", () => {
  test("gives the plain text and the phrases in code points, half-open", () => {
    const read = parse("A [👪 family]<mask_1,?> waves.");

    expect(read).toEqual({
      ok: true,
      caption: { plain: "A 👪 family waves.", phrases: [{ text: "👪 family", ids: ["1", "?"], start: 2, end: 10 }] },
    });
  });

  test.each([
    ["an [open", "E_OPEN", 3],
    ["close]", "E_CLOSE", 5],
    ["[a [b]<mask_1>", "E_NESTED", 3],
    ["1 < 2", "E_ANGLE", 2],
    ["[]<mask_1>", "E_EMPTY", 0],
    ["[ a]<mask_1>", "E_SPACE", 1],
    ["[a] b", "E_NOTAG", 3],
    ["[a]<1>", "E_PREFIX", 4],
    ["[a]<mask_1", "E_TAG", 3],
    ["[a]<mask_>", "E_NOIDS", 9],
    ["[a]<mask_x>", "E_ID", 9],
    ["[a]<mask_12>", "E_RANGE", 9],
    ["[a]<mask_1,1>", "E_TWICE", 11],
    ["[a]<mask_1,,2>", "E_COMMA", 11],
    ["[a]<mask_1, 2>", "E_TAGSPACE", 11],
    ["a，b", "E_WIDE", 1],
    ["a\tb", "E_CONTROL", 1],
    ["👪👪 1 > 0", "E_ANGLE", 5],
  ])("refuses %j with %s at code point %i", (text, code, position) => {
    expect(parse(text)).toMatchObject({ ok: false, error: { code, position } });
  });

  test("keeps full-width punctuation of Chinese text", () => {
    expect(parse("一只[白猫]<mask_1>，坐着？", "zh")).toMatchObject({
      ok: true,
      caption: { plain: "一只白猫，坐着？" },
    });
  });
});

describe("lenient", () => {
  test.each([
    ["[two men] <Mask_1 , 2>", "[two men]<mask_1,2>", ["W_GAP", "W_PREFIX", "W_TAGSPACE", "W_TAGSPACE"]],
    ["The[ man]<mask1> runs", "The [man]<mask_1> runs", ["W_SPACE", "W_PREFIX"]],
    [
      "【人】＜mask_１＞\nruns",
      "[人]<mask_1> runs",
      ["W_WIDTH", "W_WIDTH", "W_WIDTH", "W_WIDTH", "W_WIDTH", "W_NEWLINE"],
    ],
    ["[a]<mask_1,mask_1>", "[a]<mask_1>", ["W_PREFIX", "W_TWICE"]],
  ])("reads %j as %j", (text, canonical, codes) => {
    const read = parseLenient(text);

    expect(read).toMatchObject({ ok: true, canonical });
    expect(read.ok && read.warnings.map((warning) => warning.code)).toEqual(codes);
  });

  test.each(["[a]<mask_12>", "[a", "[a [b]<mask_1>]<mask_2>", "[]<mask_1>", "[a] b"])(
    "never guesses what %j means",
    (text) => {
      expect(parseLenient(text).ok).toBe(false);
    },
  );
});

describe("laws", () => {
  const texts = fc.oneof(
    sloppyText,
    pieces.map((parts) => parts.join("")),
    captions.map(render),
  );

  test("what render writes is read back by strict as the same caption", () => {
    fc.assert(
      fc.property(captions, languages, (caption, language) => {
        expect(parse(render(caption), language)).toEqual({ ok: true, caption });
      }),
      { numRuns: 1000 },
    );
  });

  test("what strict accepts is rendered back exactly, and lenient changes nothing", () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        const read = parse(text, language);
        if (!read.ok) return;
        expect(render(read.caption)).toBe(text);
        expect(parseLenient(text, language)).toMatchObject({ ok: true, canonical: text, warnings: [] });
      }),
      { numRuns: 3000 },
    );
  });

  test("what lenient writes is accepted by strict, word for word", () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        const read = parseLenient(text, language);
        if (!read.ok) return;
        expect(parse(read.canonical, language)).toEqual({ ok: true, caption: read.caption });
      }),
      { numRuns: 4000 },
    );
  });

  test("a reader that knows brackets alone reads what strict accepted alike", () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        const read = parse(text, language);
        if (!read.ok) return;
        const phrases = read.caption.phrases.map((one) => [one.text, one.ids.join(","), one.start]);
        expect(readByBrackets(text)).toEqual({ plain: read.caption.plain, phrases });
      }),
      { numRuns: 3000 },
    );
  });

  test("a code point's place and an editor's offset lead to each other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(30), (text, wanted) => {
        const position = Math.min(wanted, Array.from(text).length);
        expect(toCodePoints(text, toUtf16(text, position))).toBe(position);
      }),
    );
  });
});

type Answer = Record<string, unknown>;
const { cases } = JSON.parse(
  readFileSync(new URL("../../../tests/annotator/formats/grounding_cases.json", import.meta.url), "utf8"),
) as { cases: { input: string; language?: Language; strict: Answer; lenient: Answer }[] };

describe("the server's cases", () => {
  test.each(cases)("are read alike here: $input", ({ input, language, strict, lenient }) => {
    const read = parse(input, language);
    const sloppy = parseLenient(input, language);

    expect(read.ok ? { ok: true, ...read.caption } : { ok: false, ...read.error }).toMatchObject(strict);
    const warnings = sloppy.ok && sloppy.warnings.map(({ code, position }) => ({ code, position }));
    expect(
      sloppy.ok ? { ok: true, canonical: sloppy.canonical, warnings } : { ok: false, ...sloppy.error },
    ).toMatchObject(lenient);
  });
});
