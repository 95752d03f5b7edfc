/**
 * Everything the caption page shows about one raw string: its groundings, what is wrong and how to mend it, its objects.
 *
 * The grammar stops at the first fault; a person wants all of them, so each piece is read alone (`reading.ts`). Offsets here are
 * UTF-16 units, since the editor is the only reader; only `position` counts as the server does.
 */

import { t } from "@lingui/core/macro";
import { isEnglish } from "../language/served";
import { toCodePoints, toUtf16 } from "./characters";
import { type ErrorCode, type GrammarError, type Language, parse, parseLenient } from "./grammar";
import { headOf } from "./nouns";
import type { Change, Fix, Problem } from "./problem";
import { type Fault, type Grounding, type Reading, read } from "./reading";

export type { Grounding } from "./reading";

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

/** Reads one raw caption for the page. */
export function survey(text: string, language: Language = "en"): Survey {
  const reading = read(text, language);
  const { groundings } = reading;
  const plain = plainText(text, groundings);
  return {
    text,
    groundings,
    problems: problemsOf(reading),
    objects: objects(groundings),
    plain,
    words: plain.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
  };
}

/** Objects are numbered 1 to 9, the tenth is 0; null when all ten are used. */
export function nextFree(groundings: readonly Grounding[]): string | null {
  const used = new Set(groundings.flatMap((one) => one.ids));
  return Array.from("1234567890").find((id) => !used.has(id)) ?? null;
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

function problemsOf(reading: Reading): Problem[] {
  const { text, language, faults } = reading;
  const [first] = faults;
  if (first === undefined) return [];
  const problems = withFoldAll(faults.map((fault) => problem(text, fault, fixesOf(reading, fault))));
  const whole = parse(text, language);
  // What blocks submission is the whole string's error, so the list opens with exactly that code and place.
  if (whole.ok || first.error.code === whole.error.code) return problems;
  const at = toUtf16(text, whole.error.position);
  const range = { from: Math.min(first.from, at), to: Math.max(first.to, at + 1) };
  const named = problem(text, { ...range, at, error: whole.error }, problems[0]?.fixes ?? []);
  return [named, ...problems.slice(1)];
}

function problem(text: string, { from, to: end, at, error }: Fault, fixes: readonly Fix[]): Problem {
  const { code } = error;
  // What was meant as the phrase, rather than all that follows it.
  const to = code === "E_OPEN" ? from + Math.max(1, openWords(text.slice(from, end)).length + 1) : end;
  const quoted = text.slice(from, to).trim();
  const place = quoted.length > 34 ? `${quoted.slice(0, 32).trimEnd()}…` : quoted;
  const title = code === "E_CONTROL" ? error.message : `“${place}”${code === "E_OPEN" ? "" : ":"} ${said(error)}`;
  return { severity: "error", code, position: toCodePoints(text, at), from, to, title, why: WHY[code], fixes };
}

/** The grammar's message counts from the start of the piece that was read; here the quoted words tell the place. */
function said({ code, message }: GrammarError): string {
  if (!isEnglish()) return SAID[code];
  return message.replace(/ opened at \d+$/, "").replace(/^'\[' is/, "is");
}

const FOLD = t`Fix`;

/** Lenient has one meaning for the piece, or the bracket's end can be told from the words, or the stray character can only go. */
function fixesOf({ text, language, groundings }: Reading, { from, to, at, error: { code } }: Fault): readonly Fix[] {
  const piece = text.slice(from, to);
  const folded = parseLenient(piece, language);
  if (folded.ok && folded.canonical !== piece) return [one(FOLD, { from, to, insert: folded.canonical })];
  const open = /^\[([^<>]*[^<>\s])\s*<mask_[0-9?](?:,[0-9?])*>/u.exec(piece)?.[1];
  if (open !== undefined) return [closed(piece, from, open)];
  const id = nextFree(groundings);
  if (code === "E_NOTAG" && /\]\s*$/u.test(piece))
    return id === null ? [] : [one(t`Tie to object ${id}`, { from: to, to, insert: `<mask_${id}>` })];
  if (code === "E_OPEN") return openFixes(piece, from, groundings);
  if (code === "E_EMPTY") return [one(t`Remove`, { from, to, insert: "" })];
  if (code === "E_CLOSE" || code === "E_CONTROL" || (code === "E_ANGLE" && to - from === 1))
    return [one(t`Remove`, { from: at, to, insert: "" })];
  return [];
}

/** The “]” is missing between the words and their tag. */
function closed(piece: string, from: number, words: string): Fix {
  const to = from + piece.indexOf("<");
  return one(t`Close with “]”`, { from: from + 1 + words.length, to, insert: "]" });
}

/** More buttons than these nobody reads. */
const ALIKE = 3;

/** A phrase that never ends: up to the first pause it may name an object of the same kind or the next, or its bracket goes. */
function openFixes(piece: string, from: number, groundings: readonly Grounding[]): Fix[] {
  const words = openWords(piece);
  const end = from + 1 + words.length;
  const alike = groundings.filter(({ text }) => headOf(words) !== "" && headOf(text) === headOf(words));
  const ids = [...new Set(alike.flatMap((one) => one.ids))].filter((id) => id !== "?");
  const next = nextFree(groundings);
  const choices = words === "" ? [] : [...(ids.length > ALIKE ? [] : ids), ...(next === null ? [] : [next])];
  const close = choices.map((id) => one(t`Close as ${id}`, { from: end, to: end, insert: `]<mask_${id}>` }));
  return [...close, one(t`Remove “[”`, { from, to: from + 1, insert: "" })];
}

/** The words of a phrase that never ends, up to the first pause. */
function openWords(piece: string): string {
  return /^\[([^\s,.;:!?，。；：！？<>][^,.;:!?，。；：！？<>]*)/u.exec(piece)?.[1]?.trimEnd() ?? "";
}

/** What was pasted in another tool's writing is often wrong in many places at once; each may be looked at, or all mended. */
function withFoldAll(problems: readonly Problem[]): Problem[] {
  const folds = problems.flatMap(({ fixes }) => fixes.filter(({ label }) => label === FOLD));
  if (folds.length < 2) return [...problems];
  const all = { label: t`Fix all ${folds.length}`, changes: folds.flatMap(({ changes }) => changes) };
  return problems.map((one) => (one.fixes[0]?.label === FOLD ? { ...one, fixes: [...one.fixes, all] } : one));
}

function one(label: string, change: Change): Fix {
  return { label, changes: [change] };
}

const WHY: Readonly<Record<ErrorCode, string>> = {
  E_OPEN: t`The ViCaS parser would drop this object without an error.`,
  E_CLOSE: t`A phrase opens with “[”.`,
  E_NESTED: t`Phrases do not hold other phrases; close the first one.`,
  E_ANGLE: t`“<” and “>” stand around an object's number only.`,
  E_EMPTY: t`Write the words that name the object.`,
  E_SPACE: t`The space belongs outside the brackets.`,
  E_NOTAG: t`A phrase without an object number names nothing.`,
  E_PREFIX: t`A tag reads <mask_N>.`,
  E_TAG: t`A tag ends with “>”.`,
  E_NOIDS: t`Say which object: a digit, or ? for a crowd.`,
  E_ID: t`Objects are one digit: 1 to 9, the tenth is 0.`,
  E_RANGE: t`Objects are one digit: 1 to 9, the tenth is 0.`,
  E_TWICE: t`Name each object once.`,
  E_COMMA: t`Write one comma between two objects.`,
  E_TAGSPACE: t`Write the tag without spaces.`,
  E_WIDE: t`Full-width signs are not read as brackets.`,
  E_CONTROL: t`A caption is one line of visible characters.`,
};

/** The grammar's messages in short, for pages that are not English; the grammar itself speaks as its Python twin does. */
const SAID: Readonly<Record<ErrorCode, string>> = {
  E_OPEN: t`is never closed`,
  E_CLOSE: t`“]” without a “[” before it`,
  E_NESTED: t`a phrase inside another phrase`,
  E_ANGLE: t`“<” or “>” outside a tag`,
  E_EMPTY: t`the phrase is empty`,
  E_SPACE: t`a space at the edge of the phrase`,
  E_NOTAG: t`no tag behind the phrase`,
  E_PREFIX: t`“mask_” is missing after “<”`,
  E_TAG: t`the tag is never closed`,
  E_NOIDS: t`no number in the tag`,
  E_ID: t`something in the tag that is no number`,
  E_RANGE: t`a number above 9`,
  E_TWICE: t`a number that is there twice`,
  E_COMMA: t`a comma that does not stand between two numbers`,
  E_TAGSPACE: t`a space inside the tag`,
  E_WIDE: t`a full-width sign`,
  E_CONTROL: t`a control character`,
};
