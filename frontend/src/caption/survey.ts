/**
 * Everything the caption editor shows about one raw string: its groundings, what is wrong and how to mend it, its objects.
 *
 * The grammar stops at the first fault; a person wants all of them. So the string is cut into pieces (a bracket with its tag, or
 * the text between), and each piece is read alone: the grammar is a row of pieces, so the whole is right iff every piece is.
 * Offsets here are UTF-16 units, since the editor is the only reader.
 */

import { toCodePoints, toUtf16 } from "./characters";
import { type ErrorCode, type GrammarError, parse, parseLenient } from "./grammar";
import type { Change, Fix, Problem } from "./problem";

export type Grounding = {
  readonly from: number;
  readonly phraseFrom: number;
  readonly phraseTo: number;
  readonly to: number;
  readonly text: string;
  readonly ids: readonly string[];
};
/** A number that phrases name; whether there is such an object is another question. */
export type Mentioned = { readonly number: number; readonly phrases: readonly string[] };
export type Survey = {
  /** The raw string that was read. */
  readonly text: string;
  readonly groundings: readonly Grounding[];
  /** Faults of the grammar, in the order of the text; lints come from `lints/`. */
  readonly problems: readonly Problem[];
  readonly objects: readonly Mentioned[];
  readonly plain: string;
  readonly words: number;
};

const PIECE = /[[【［][^[\]【［】］]*(?:[\]】］](?:\s*[<＜〈][^<>[\]＜＞〈〉]*[>＞〉]?)?)?/gu;
const GROUNDING = /^\[([^[\]<>]+)\]<mask_([0-9?](?:,[0-9?])*)>$/u;

/** Reads one raw caption for the editor. */
export function survey(text: string): Survey {
  const pieces = cut(text);
  const groundings = pieces.flatMap((piece) => grounding(text, piece));
  const plain = plainText(text, groundings);
  return {
    text,
    groundings,
    problems: faults(text, pieces, groundings),
    objects: objects(groundings),
    plain,
    words: plain.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
  };
}

/** The grounding that a caret or selection touches; brackets and tag count as its own. */
export function groundingAt(groundings: readonly Grounding[], from: number, to: number): Grounding | undefined {
  return (
    groundings.find((one) => from < one.to && to > one.from) ??
    groundings.find((one) => from === to && from === one.phraseFrom)
  );
}

/** Objects are numbered 1 to 9, the tenth is 0; null when all ten are used. */
export function nextFree(groundings: readonly Grounding[]): string | null {
  const used = new Set(groundings.flatMap((one) => one.ids));
  return Array.from("1234567890").find((id) => !used.has(id)) ?? null;
}

type Piece = { readonly from: number; readonly to: number };

function cut(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(PIECE)) {
    if (match.index > at) pieces.push({ from: at, to: match.index });
    at = match.index + match[0].length;
    pieces.push({ from: match.index, to: at });
  }
  if (at < text.length) pieces.push({ from: at, to: text.length });
  return pieces;
}

function grounding(text: string, { from, to }: Piece): Grounding[] {
  const match = GROUNDING.exec(text.slice(from, to));
  const phrase = match?.[1];
  const ids = match?.[2]?.split(",");
  if (phrase === undefined || ids === undefined) return [];
  return [{ from, phraseFrom: from + 1, phraseTo: from + 1 + phrase.length, to, text: phrase, ids }];
}

function plainText(text: string, groundings: readonly Grounding[]): string {
  let plain = "";
  let at = 0;
  for (const one of groundings) {
    plain += text.slice(at, one.from) + one.text;
    at = one.to;
  }
  return plain + text.slice(at);
}

function objects(groundings: readonly Grounding[]): Mentioned[] {
  return Array.from("1234567890").flatMap((id) => {
    const phrases = groundings.filter((one) => one.ids.includes(id)).map((one) => one.text);
    return phrases.length > 0 ? [{ number: Number(id), phrases }] : [];
  });
}

function faults(text: string, pieces: readonly Piece[], groundings: readonly Grounding[]): Problem[] {
  const problems = pieces.flatMap((piece) => pieceFaults(text, piece, groundings));
  const whole = parse(text);
  const first = problems[0];
  // What blocks submission is the whole string's error, so the list opens with exactly that code and place.
  if (whole.ok || first === undefined || first.code === whole.error.code) return problems;
  const at = toUtf16(text, whole.error.position);
  const named = problem(
    text,
    { from: Math.min(first.from, at), to: Math.max(first.to, at + 1) },
    whole.error,
    first.fixes,
  );
  return [named, ...problems.slice(1)];
}

function pieceFaults(text: string, piece: Piece, groundings: readonly Grounding[]): Problem[] {
  const problems: Problem[] = [];
  const bracket = /^[[【［]/u.test(text.slice(piece.from, piece.to));
  for (let from = piece.from; from < piece.to; ) {
    const rest = text.slice(from, piece.to);
    const read = parse(rest);
    if (read.ok) break;
    const at = from + toUtf16(rest, read.error.position);
    const error = { ...read.error, position: toCodePoints(text, at) };
    const range = bracket ? piece : { from: at, to: at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) };
    problems.push(problem(text, range, error, fixesOf(text, range, at, error.code, groundings)));
    if (bracket) break;
    from = at + 1;
  }
  return problems;
}

function problem(text: string, { from, to }: Piece, error: GrammarError, fixes: readonly Fix[]): Problem {
  const quoted = text.slice(from, to).trim();
  const place = quoted.length > 34 ? `${quoted.slice(0, 32).trimEnd()}…` : quoted;
  const title = error.code === "E_CONTROL" ? error.message : `“${place}”: ${error.message}`;
  return {
    severity: "error",
    code: error.code,
    position: error.position,
    from,
    to,
    title,
    why: WHY[error.code],
    fixes,
  };
}

/** Lenient has one meaning for the piece, or the stray character can only go. */
function fixesOf(
  text: string,
  range: Piece,
  at: number,
  code: ErrorCode,
  groundings: readonly Grounding[],
): readonly Fix[] {
  const piece = text.slice(range.from, range.to);
  const read = parseLenient(piece);
  if (read.ok && read.canonical !== piece) return [one("Fix", { ...range, insert: read.canonical })];
  if (code === "E_NOTAG" && /\]\s*$/u.test(piece)) {
    const id = nextFree(groundings);
    return id === null ? [] : [one(`Tie to object ${id}`, { from: range.to, to: range.to, insert: `<mask_${id}>` })];
  }
  if (code === "E_OPEN") return [one("Remove “[”", { from: range.from, to: range.from + 1, insert: "" })];
  if (code === "E_EMPTY") return [one("Remove", { ...range, insert: "" })];
  if (code === "E_CLOSE" || code === "E_CONTROL" || (code === "E_ANGLE" && range.to - range.from === 1))
    return [one("Remove", { from: at, to: range.to, insert: "" })];
  return [];
}

function one(label: string, change: Change): Fix {
  return { label, changes: [change] };
}

const WHY: Readonly<Record<ErrorCode, string>> = {
  E_OPEN: "The ViCaS parser would drop this object without an error.",
  E_CLOSE: "A phrase opens with “[”.",
  E_NESTED: "Phrases do not hold other phrases; close the first one.",
  E_ANGLE: "“<” and “>” stand around an object's number only.",
  E_EMPTY: "Write the words that name the object.",
  E_SPACE: "The space belongs outside the brackets.",
  E_NOTAG: "A phrase without an object number names nothing.",
  E_PREFIX: "A tag reads <mask_N>.",
  E_TAG: "A tag ends with “>”.",
  E_NOIDS: "Say which object: a digit, or ? for a crowd.",
  E_ID: "Objects are one digit: 1 to 9, the tenth is 0.",
  E_RANGE: "Objects are one digit: 1 to 9, the tenth is 0.",
  E_TWICE: "Name each object once.",
  E_COMMA: "Write one comma between two objects.",
  E_TAGSPACE: "Write the tag without spaces.",
  E_WIDE: "Full-width signs are not read as brackets.",
  E_CONTROL: "A caption is one line of visible characters.",
};
