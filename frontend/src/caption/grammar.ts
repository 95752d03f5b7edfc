/**
 * The browser's twin of the server's caption grammar, so that a wrong bracket is said while it is typed and not at submission.
 *
 * caption = { text | "[" phrase "]" "<mask_" id { "," id } ">" }. Strict takes canonical strings only; lenient takes the
 * sloppy forms that have one meaning and says what it changed. Both count in code points, like the server; an editor counts in
 * UTF-16 units, so convert with `toUtf16`. The rules and codes are the server's; `grounding_cases.json` holds both to them.
 */

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

export type NoticeCode =
  | "W_WIDTH"
  | "W_PREFIX"
  | "W_TAGSPACE"
  | "W_COMMA"
  | "W_TWICE"
  | "W_SPACE"
  | "W_GAP"
  | "W_NEWLINE";

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

export type Strict =
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

/** Full-width forms that an input method leaves behind; only these stand for the grammar's own characters. */
const WIDE: ReadonlyMap<string, string> = new Map([
  ["，", ","],
  ["？", "?"],
  ["［", "["],
  ["］", "]"],
  ["【", "["],
  ["】", "]"],
  ["＜", "<"],
  ["＞", ">"],
  ["〈", "<"],
  ["〉", ">"],
  ["＿", "_"],
]);

const CONTROL = /[\p{Cc}\p{Cn}\p{Co}\p{Cs}\u2028\u2029\uFEFF\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const LINE_BREAK = /[\n\r\t\v\f\u0085\u2028\u2029]/;
const DIGIT = /^\p{Nd}$/u;

class Fault extends Error {
  readonly code: ErrorCode;
  readonly position: number;

  constructor(code: ErrorCode, position: number, message: string) {
    super(message);
    this.code = code;
    this.position = position;
  }
}

/** Reads one string once, left to right; `lenient` decides whether a sloppy form is a fault or a notice. */
class Reader {
  private at = 0;
  private readonly plain: string[] = [];
  private readonly phrases: Phrase[] = [];
  private readonly notices: Notice[] = [];
  private readonly chars: readonly string[];
  private readonly language: Language;
  private readonly lenient: boolean;

  constructor(text: string, language: Language, lenient: boolean) {
    this.chars = Array.from(text);
    this.language = language;
    this.lenient = lenient;
  }

  read(): { caption: ParsedCaption; warnings: readonly Notice[] } {
    for (let char = this.text(); char !== undefined; char = this.text()) {
      if (char === "[") this.grounding();
      else if (char === "]") throw new Fault("E_CLOSE", this.at, "']' without a '[' before it");
      else if (char === "<" || char === ">")
        throw new Fault("E_ANGLE", this.at, `'${char}' outside a grounding; write words instead`);
      else {
        this.plain.push(char);
        this.at += 1;
      }
    }
    const warnings = [...this.notices].sort((a, b) => a.position - b.position);
    return { caption: { plain: this.plain.join(""), phrases: this.phrases }, warnings };
  }

  private notice(code: NoticeCode, position: number, message: string): void {
    if (!this.notices.some((one) => one.code === code && one.position === position))
      this.notices.push({ code, position, message });
  }

  /** The character here as text or phrase: folded when lenient, refused when it may never stand in a caption. */
  private text(): string | undefined {
    const char = this.chars[this.at];
    if (char === undefined) return undefined;
    if (this.lenient && LINE_BREAK.test(char)) {
      this.notice("W_NEWLINE", this.at, "a line break becomes a space");
      return " ";
    }
    if (CONTROL.test(char)) throw new Fault("E_CONTROL", this.at, `control character ${codePointName(char)}`);
    const folded = WIDE.get(char);
    if (folded === undefined || this.language === "zh") return char;
    if (!this.lenient) throw new Fault("E_WIDE", this.at, `full-width '${char}'; write '${folded}'`);
    this.notice("W_WIDTH", this.at, `full-width '${char}' becomes '${folded}'`);
    return folded;
  }

  /** The character here inside a tag, where every decimal digit of Unicode and every full-width form has one meaning. */
  private tag(): string | undefined {
    const char = this.chars[this.at];
    if (char === undefined || !this.lenient) return char;
    const folded = WIDE.get(char) ?? (DIGIT.test(char) ? String(decimalValue(char)) : char);
    if (folded !== char) this.notice("W_WIDTH", this.at, `full-width '${char}' becomes '${folded}'`);
    return folded;
  }

  private grounding(): void {
    const opened = this.at;
    const { before, words, after } = this.phrase(opened);
    this.gap();
    const ids = this.ids();
    this.plain.push(...before);
    const start = this.plain.length;
    this.plain.push(...words);
    this.phrases.push({ text: words.join(""), ids, start, end: this.plain.length });
    this.plain.push(...after);
  }

  private phrase(opened: number): { before: string[]; words: string[]; after: string[] } {
    const chars: string[] = [];
    this.at += 1;
    for (let char = this.text(); char !== "]"; char = this.text()) {
      if (char === undefined) throw new Fault("E_OPEN", opened, "'[' is never closed");
      if (char === "[") throw new Fault("E_NESTED", this.at, `'[' inside the phrase opened at ${opened}`);
      if (char === "<" || char === ">")
        throw new Fault("E_ANGLE", this.at, `'${char}' inside the phrase opened at ${opened}`);
      chars.push(char);
      this.at += 1;
    }
    const first = chars.findIndex((char) => !isSpace(char));
    if (first < 0) throw new Fault("E_EMPTY", opened, "the phrase is empty");
    const last = chars.findLastIndex((char) => !isSpace(char)) + 1;
    if (first > 0 || last < chars.length) {
      const where = first > 0 ? opened + 1 : opened + 1 + last;
      if (!this.lenient) throw new Fault("E_SPACE", where, "a phrase neither begins nor ends with a space");
      this.notice("W_SPACE", opened, "the space moves out of the phrase");
    }
    this.at += 1;
    return { before: chars.slice(0, first), words: chars.slice(first, last), after: chars.slice(last) };
  }

  /** Lenient: spaces between a phrase and its tag, only where a tag does follow. */
  private gap(): void {
    const from = this.at;
    if (this.lenient) while (isSpace(this.chars[this.at] ?? "")) this.at += 1;
    const char = this.chars[this.at] ?? "";
    const opens = char === "<" || (this.lenient && WIDE.get(char) === "<");
    if (!opens) throw new Fault("E_NOTAG", from, "a phrase is followed by <mask_N>");
    if (this.at > from) this.notice("W_GAP", from, "no space between a phrase and its tag");
    this.tag();
  }

  private ids(): readonly string[] {
    const opened = this.at;
    const ids: string[] = [];
    this.at += 1;
    this.prefix(opened);
    let due = true;
    let space: number | undefined;
    for (let char = this.tag(); char !== ">"; char = this.tag()) {
      if (char === undefined) throw new Fault("E_TAG", opened, "'<' is never closed");
      if (isSpace(char)) {
        space ??= this.at;
        this.tagSpace();
      } else if (char === ",") {
        if (due) this.stray();
        due = true;
        space = undefined;
        this.at += 1;
      } else {
        if (!due) this.missing(char, space);
        this.id(ids);
        due = false;
        space = undefined;
      }
    }
    if (ids.length === 0) throw new Fault("E_NOIDS", this.at, "no id in the mask tag");
    if (due) this.stray();
    this.at += 1;
    return ids;
  }

  private prefix(opened: number): void {
    if (this.lenient) while (isSpace(this.tag() ?? "")) this.tagSpace();
    if (this.at >= this.chars.length) throw new Fault("E_TAG", opened, "'<' is never closed");
    const from = this.at;
    if (this.matches("mask_")) this.at += 5;
    else if (!this.lenient || !this.repeatedPrefix()) throw new Fault("E_PREFIX", from, "expected 'mask_' after '<'");
    else this.notice("W_PREFIX", from, "the tag begins with 'mask_'");
  }

  /** Lenient: steps over 'mask' in any case, with or without '_'. */
  private repeatedPrefix(): boolean {
    if (
      this.chars
        .slice(this.at, this.at + 4)
        .join("")
        .toLowerCase() !== "mask"
    )
      return false;
    this.at += 4;
    if (this.tag() === "_") this.at += 1;
    return true;
  }

  private matches(word: string): boolean {
    return this.chars.slice(this.at, this.at + word.length).join("") === word;
  }

  private tagSpace(): void {
    if (!this.lenient) throw new Fault("E_TAGSPACE", this.at, "no space inside a mask tag");
    this.notice("W_TAGSPACE", this.at, "no space inside a mask tag");
    while (isSpace(this.chars[this.at] ?? "")) this.at += 1;
  }

  private stray(): void {
    if (!this.lenient) throw new Fault("E_COMMA", this.at, "',' stands between two ids");
    this.notice("W_COMMA", this.at, "',' stands between two ids");
  }

  private missing(char: string, space: number | undefined): void {
    const id = /^[0-9?]$/.test(char) || char.toLowerCase() === "m";
    if (!id) return;
    if (space === undefined) throw new Fault("E_COMMA", this.at, "',' stands between two ids");
    this.notice("W_COMMA", space, "',' stands between two ids");
  }

  private id(ids: string[]): void {
    const prefixed = this.at;
    if (this.lenient && ids.length > 0 && this.repeatedPrefix())
      this.notice("W_PREFIX", prefixed, "'mask_' stands once, at the beginning of the tag");
    const from = this.at;
    const first = this.tag();
    if (first === undefined || !/^[0-9?]$/.test(first))
      throw new Fault("E_ID", from, `'${first ?? ""}' in a mask tag: expected 0-9, '?' or ','`);
    const digits: string[] = [first];
    this.at += 1;
    if (first !== "?")
      for (let char = this.tag(); char !== undefined && /^[0-9]$/.test(char); char = this.tag()) {
        digits.push(char);
        this.at += 1;
      }
    const id = digits.join("");
    refuseLongId(id, from);
    if (!ids.includes(id)) ids.push(id);
    else if (this.lenient) this.notice("W_TWICE", from, `id ${id} is there twice`);
    else throw new Fault("E_TWICE", from, `id ${id} is there twice`);
  }
}

function refuseLongId(id: string, position: number): void {
  if (id.length === 1) return;
  if (id.startsWith("0"))
    throw new Fault(
      "E_ID",
      position,
      `'${id}': an id has no leading zero; two ids are written '${Array.from(id).join(",")}'`,
    );
  throw new Fault(
    "E_RANGE",
    position,
    `id ${id} is above 9; ids of two digits are read digit by digit by the ViCaS API`,
  );
}

function isSpace(char: string): boolean {
  return /^\s$/u.test(char);
}

function codePointName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Unicode keeps every script's decimal digits in a row of ten, zero first. */
function decimalValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value += 1;
  return value;
}

function attempt<T>(read: () => T): T | GrammarError {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { code: fault.code, position: fault.position, message: fault.message };
  }
}

/** Reads a canonical caption; anything else is an error with its place. */
export function parse(text: string, language: Language = "en"): Strict {
  const result = attempt(() => new Reader(text, language, false).read());
  return "code" in result ? { ok: false, error: result } : { ok: true, caption: result.caption };
}

/** Reads what a person typed: sloppy forms with one meaning become canonical, each with a warning. */
export function parseLenient(text: string, language: Language = "en"): Lenient {
  const result = attempt(() => new Reader(text, language, true).read());
  if ("code" in result) return { ok: false, error: result };
  return { ok: true, caption: result.caption, canonical: render(result.caption), warnings: result.warnings };
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

/** The UTF-16 offset of a code point's position: what an editor counts. */
export function toUtf16(text: string, position: number): number {
  let offset = 0;
  let points = 0;
  for (const char of text) {
    if (points >= position) break;
    offset += char.length;
    points += 1;
  }
  return offset;
}

/** The code point position of a UTF-16 offset: what the server counts. */
export function toCodePoints(text: string, offset: number): number {
  return Array.from(text.slice(0, offset)).length;
}
