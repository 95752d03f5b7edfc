/**
 * The browser's twin of the server's caption grammar, so that a wrong bracket is said while it is typed and not at submission.
 *
 * caption = { text | "[" phrase "]" "<mask_" id { "," id } ">" }. Strict takes canonical strings only; lenient takes the
 * sloppy forms that have one meaning and says what it changed. Both count in code points, like the server; an editor counts in
 * UTF-16 units, so it converts with `toUtf16`. The rules and codes are the server's; `grounding_cases.json` holds both to them.
 */

import { DIGIT, decimalValue, FORBIDDEN, LINE_BREAK, SPACE, WIDE } from "./characters";

export type Language = "en" | "zh";

export type ErrorCode =
  | "E_OPEN"
  | "E_CLOSE"
  | "E_NESTED"
  | "E_ANGLE"
  | "E_EMPTY"
  | "E_SPACE"
  | "E_NOTAG"
  | "E_PREFIX"
  | "E_TAG"
  | "E_NOIDS"
  | "E_ID"
  | "E_RANGE"
  | "E_TWICE"
  | "E_COMMA"
  | "E_TAGSPACE"
  | "E_WIDE"
  | "E_CONTROL";

type NoticeCode = "W_WIDTH" | "W_PREFIX" | "W_TAGSPACE" | "W_COMMA" | "W_TWICE" | "W_SPACE" | "W_GAP" | "W_NEWLINE";

/** Caption words tied to objects: a half-open range of code points in the plain text; ids are "0" to "9", or "?" for a crowd. */
export type Phrase = {
  readonly text: string;
  readonly ids: readonly string[];
  readonly start: number;
  readonly end: number;
};
export type ParsedCaption = { readonly plain: string; readonly phrases: readonly Phrase[] };
export type GrammarError = { readonly code: ErrorCode; readonly position: number; readonly message: string };
export type Notice = { readonly code: NoticeCode; readonly position: number; readonly message: string };

type Strict =
  | { readonly ok: true; readonly caption: ParsedCaption }
  | { readonly ok: false; readonly error: GrammarError };
export type Lenient =
  | {
      readonly ok: true;
      readonly caption: ParsedCaption;
      readonly canonical: string;
      readonly warnings: readonly Notice[];
    }
  | { readonly ok: false; readonly error: GrammarError };

const PREFIX = "mask_";

class Fault extends Error {
  readonly code: ErrorCode;
  readonly position: number;

  constructor(code: ErrorCode, position: number, message: string) {
    super(message);
    this.code = code;
    this.position = position;
  }
}

type Said<Code> = readonly [code: Code, position: number, message: string];

/** One pass over the text. `at` is the next code point; where strict refuses, lenient may tolerate. */
class Scanner {
  readonly chars: readonly string[];
  readonly lenient: boolean;
  readonly notices: Notice[] = [];
  at = 0;
  private readonly language: Language;
  private readonly plain: string[] = [];
  private readonly phrases: Phrase[] = [];

  constructor(text: string, language: Language, lenient: boolean) {
    this.chars = Array.from(text);
    this.language = language;
    this.lenient = lenient;
  }

  caption(): ParsedCaption {
    while (this.at < this.chars.length) {
      const position = this.at;
      const char = this.character();
      if (char === "[") this.grounding(position);
      else if (char === "]") throw new Fault("E_CLOSE", position, "']' without a '[' before it");
      else if (char === "<" || char === ">")
        throw new Fault("E_ANGLE", position, `'${this.char(position)}' outside a grounding; write words instead`);
      else this.plain.push(char);
    }
    return { plain: this.plain.join(""), phrases: this.phrases };
  }

  /** The character as typed; empty after the end. */
  char(position: number): string {
    return this.chars[position] ?? "";
  }

  slice(from: number, length: number): string {
    return this.chars.slice(from, from + length).join("");
  }

  /** Folds in the lenient reading, refuses in the strict one. */
  tolerate(error: Said<ErrorCode>, notice: Said<NoticeCode>): void {
    if (!this.lenient) throw new Fault(...error);
    this.note(...notice);
  }

  note(...[code, position, message]: Said<NoticeCode>): void {
    this.notices.push({ code, position, message });
  }

  private grounding(opened: number): void {
    const written = this.phrase(opened);
    const before = written.findIndex((char) => !SPACE.test(char));
    if (before < 0) throw new Fault("E_EMPTY", opened, "the phrase is empty");
    const after = written.findLastIndex((char) => !SPACE.test(char)) + 1;
    const words = written.slice(before, after);
    if (words.length < written.length)
      this.tolerate(
        ["E_SPACE", opened + 1 + (before > 0 ? 0 : after), "a phrase neither begins nor ends with a space"],
        ["W_SPACE", opened, "the spaces at the edge of the phrase were moved out of it"],
      );
    this.plain.push(...written.slice(0, before));
    const start = this.plain.length;
    this.phrases.push({ text: words.join(""), ids: this.tag(), start, end: start + words.length });
    this.plain.push(...words, ...written.slice(after));
  }

  private phrase(opened: number): string[] {
    const written: string[] = [];
    while (this.at < this.chars.length) {
      const position = this.at;
      const char = this.character();
      if (char === "]") return written;
      if (char === "[" || char === "<" || char === ">") {
        const message = `'${this.char(position)}' inside the phrase opened at ${opened}`;
        throw new Fault(char === "[" ? "E_NESTED" : "E_ANGLE", position, message);
      }
      written.push(char);
    }
    throw new Fault("E_OPEN", opened, "'[' is never closed");
  }

  /** Takes one character of text or phrase, folded where the reading allows it. */
  private character(): string {
    const position = this.at;
    const char = this.char(position);
    this.at += 1;
    if (this.lenient && LINE_BREAK.test(char)) {
      if (char === "\r" && this.char(this.at) === "\n") this.at += 1;
      this.note("W_NEWLINE", position, "a line break became a space");
      return " ";
    }
    if (FORBIDDEN.test(char)) throw new Fault("E_CONTROL", position, controlMessage(char));
    const folded = WIDE.get(char);
    if (folded === undefined || this.language === "zh") return char;
    this.tolerate(
      ["E_WIDE", position, `full-width '${char}'; write '${folded}'`],
      ["W_WIDTH", position, `full-width '${char}' became '${folded}'`],
    );
    return folded;
  }

  private tag(): readonly string[] {
    this.gap();
    const tag = new Tag(this, this.at);
    this.at += 1;
    return tag.idsUntilClosed();
  }

  /** Stops in front of the "<" that must follow a phrase at once, folding what may stand between. */
  private gap(): void {
    const afterPhrase = this.at;
    let end = afterPhrase;
    if (this.lenient) while (SPACE.test(this.char(end)) || LINE_BREAK.test(this.char(end))) end += 1;
    const char = this.char(end);
    const folded = this.lenient || this.language === "en" ? (WIDE.get(char) ?? char) : char;
    if (folded !== "<") throw new Fault("E_NOTAG", afterPhrase, "a phrase is followed by <mask_N>");
    if (end > afterPhrase) this.note("W_GAP", afterPhrase, "the space between the phrase and its tag was dropped");
    if (char !== "<")
      this.tolerate(
        ["E_WIDE", end, `full-width '${char}'; write '<'`],
        ["W_WIDTH", end, `full-width '${char}' became '<'`],
      );
    this.at = end;
  }
}

/** The part from "<" to ">": prefix, then ids with one comma between each two. */
class Tag {
  private readonly scanner: Scanner;
  private readonly opened: number;
  private readonly ids: string[] = [];
  /** A comma is not allowed yet (no id before it) or was just read. */
  private commaOpen = true;
  /** A prefix was read and its id not yet. */
  private idDue = true;
  private afterId: number;

  constructor(scanner: Scanner, opened: number) {
    this.scanner = scanner;
    this.opened = opened;
    this.afterId = opened;
  }

  idsUntilClosed(): readonly string[] {
    this.spaces();
    this.prefix(true);
    while (true) {
      this.spaces();
      const position = this.scanner.at;
      const char = this.character();
      if (char === ">") {
        this.close(position);
        return this.ids;
      }
      if (char === ",") this.comma(position);
      else if (char === "?") this.id("?", position);
      else if (this.isDigit(char)) this.number(position);
      else if (this.scanner.lenient && this.scanner.slice(position, 4).toLowerCase() === "mask") {
        this.scanner.at = position;
        this.prefix(false);
      } else throw wrong(char, position);
    }
  }

  private spaces(): void {
    const { scanner } = this;
    const start = scanner.at;
    const skipped = (char: string) => SPACE.test(char) || (scanner.lenient && LINE_BREAK.test(char));
    while (skipped(scanner.char(scanner.at))) scanner.at += 1;
    if (scanner.at > start)
      scanner.tolerate(
        ["E_TAGSPACE", start, "no space inside a mask tag"],
        ["W_TAGSPACE", start, "the space inside the mask tag was dropped"],
      );
  }

  private prefix(first: boolean): void {
    const { scanner } = this;
    const start = scanner.at;
    const rest = scanner.slice(start, PREFIX.length);
    if (first && PREFIX.startsWith(scanner.slice(start, PREFIX.length + 1))) throw this.unclosed();
    const refusal: Said<ErrorCode> = ["E_PREFIX", start, "expected 'mask_' after '<'"];
    if (rest.slice(0, 4).toLowerCase() !== "mask") throw new Fault(...refusal);
    const underscore = scanner.char(start + 4);
    const wide = underscore === "＿";
    if (first && rest.startsWith("mask") && wide && scanner.lenient)
      scanner.note("W_WIDTH", start + 4, "full-width '＿' became '_'");
    else if (!first || rest !== PREFIX) {
      const message = first ? "the tag was written with the prefix 'mask_'" : "the repeated prefix was dropped";
      scanner.tolerate(refusal, ["W_PREFIX", start, message]);
    }
    scanner.at += underscore === "_" || wide ? 5 : 4;
    this.idDue = true;
  }

  /** Takes one character of the tag, folded where the reading allows it. */
  private character(): string {
    const { scanner } = this;
    const position = scanner.at;
    if (position >= scanner.chars.length) throw this.unclosed();
    scanner.at += 1;
    const char = scanner.char(position);
    const folded = WIDE.get(char);
    if (!scanner.lenient || folded === undefined || !",?>".includes(folded)) return char;
    scanner.note("W_WIDTH", position, `full-width '${char}' became '${folded}'`);
    return folded;
  }

  private isDigit(char: string): boolean {
    return this.scanner.lenient ? DIGIT.test(char) : /^[0-9]$/.test(char);
  }

  private number(position: number): void {
    const { scanner } = this;
    while (this.isDigit(scanner.char(scanner.at))) scanner.at += 1;
    const written = scanner.chars.slice(position, scanner.at);
    const digits = written.map(decimalValue).join("");
    if (digits.length > 1) throw tooLong(digits, position);
    if (written.join("") !== digits)
      scanner.note("W_WIDTH", position, `the digit '${written.join("")}' became '${digits}'`);
    this.id(digits, position);
  }

  private id(written: string, position: number): void {
    if (!this.commaOpen)
      this.scanner.tolerate(
        ["E_COMMA", position, "',' stands between two ids"],
        ["W_COMMA", this.afterId, "the missing comma between two ids was put in"],
      );
    if (this.ids.includes(written))
      this.scanner.tolerate(
        ["E_TWICE", position, `id ${written} is there twice`],
        ["W_TWICE", position, `the second id ${written} was dropped`],
      );
    else this.ids.push(written);
    this.commaOpen = false;
    this.idDue = false;
    this.afterId = this.scanner.at;
  }

  private comma(position: number): void {
    if (this.commaOpen) this.strayComma(position);
    this.commaOpen = true;
  }

  private close(position: number): void {
    if (this.idDue) throw new Fault("E_NOIDS", position, "no id in the mask tag");
    if (this.commaOpen) this.strayComma(position);
  }

  private strayComma(position: number): void {
    this.scanner.tolerate(
      ["E_COMMA", position, "',' stands between two ids"],
      ["W_COMMA", position, "a comma without an id was dropped"],
    );
  }

  private unclosed(): Fault {
    return new Fault("E_TAG", this.opened, "'<' is never closed");
  }
}

function wrong(char: string, position: number): Fault {
  if (FORBIDDEN.test(char)) return new Fault("E_CONTROL", position, controlMessage(char));
  return new Fault("E_ID", position, `'${char}' in a mask tag: expected 0-9, '?' or ','`);
}

function tooLong(digits: string, position: number): Fault {
  if (!digits.startsWith("0"))
    return new Fault(
      "E_RANGE",
      position,
      `id ${digits} is above 9; ids of two digits are read digit by digit by the ViCaS API`,
    );
  const apart = Array.from(digits).join(",");
  return new Fault("E_ID", position, `'${digits}': an id has no leading zero; two ids are written '${apart}'`);
}

function controlMessage(char: string): string {
  return `control character U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Runs one reading; a fault becomes the error that it names. */
function outcome<T>(reading: () => T): T | { readonly ok: false; readonly error: GrammarError } {
  try {
    return reading();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { ok: false, error: { code: fault.code, position: fault.position, message: fault.message } };
  }
}

/** Reads a canonical caption; anything else is an error with its place. */
export function parse(text: string, language: Language = "en"): Strict {
  return outcome(() => ({ ok: true, caption: new Scanner(text, language, false).caption() }) as const);
}

/** Reads what a person typed: sloppy forms with one meaning become canonical, each with a warning. */
export function parseLenient(text: string, language: Language = "en"): Lenient {
  return outcome(() => {
    const scanner = new Scanner(text, language, true);
    const caption = scanner.caption();
    const warnings = [...scanner.notices].sort((a, b) => a.position - b.position);
    return { ok: true, caption, canonical: render(caption), warnings } as const;
  });
}

/** The canonical string of a caption; `render(parse(s)) === s` for every strict s. */
export function render({ plain, phrases }: ParsedCaption): string {
  const chars = Array.from(plain);
  let at = 0;
  let text = "";
  for (const phrase of phrases) {
    const before = chars.slice(at, phrase.start).join("");
    text += `${before}[${phrase.text}]<mask_${phrase.ids.join(",")}>`;
    at = phrase.end;
  }
  return text + chars.slice(at).join("");
}
