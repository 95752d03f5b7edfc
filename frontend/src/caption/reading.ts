/**
 * What a keystroke needs to know of the raw string: its groundings and where it is faulty. Lists and lints follow when the hand rests.
 *
 * The string is cut into pieces (a bracket with its tag, or the text between), and each piece is read alone: the grammar is a row
 * of pieces, so the whole is right iff every piece is. A keystroke changes one piece, so what a piece says is kept by its text.
 */

import { toUtf16 } from "./characters";
import { type GrammarError, type Language, parse } from "./grammar";

/** Words tied to objects, with their brackets and tag. Offsets are UTF-16 units. */
export type Grounding = {
  readonly from: number;
  readonly phraseFrom: number;
  readonly phraseTo: number;
  readonly to: number;
  readonly text: string;
  readonly ids: readonly string[];
};
/** `at` is the character that is wrong, `from` and `to` the part of the text that a person should look at. */
export type Fault = { readonly from: number; readonly to: number; readonly at: number; readonly error: GrammarError };
export type Reading = {
  readonly text: string;
  readonly language: Language;
  readonly groundings: readonly Grounding[];
  readonly faults: readonly Fault[];
};

const PIECE = /[[【［][^[\]【［】］]*(?:[\]】］](?:\s*[<＜〈][^<>[\]＜＞〈〉]*[>＞〉]?)?)?/gu;
/** Full-width brackets are text in Chinese. */
const PIECE_ZH = /\[[^[\]]*(?:\](?:\s*[<＜〈][^<>[\]＜＞〈〉]*[>＞〉]?)?)?/gu;
const GROUNDING = /^\[([^[\]<>]+)\]<mask_([0-9?](?:,[0-9?])*)>$/u;

/** What a piece says wherever it stands: offsets count from its start. */
type Piece = { readonly grounding: Omit<Grounding, "from" | "phraseFrom"> | null; readonly faults: readonly Fault[] };

const KEPT = 512;
const kept: Readonly<Record<Language, Map<string, Piece>>> = { en: new Map(), zh: new Map() };
let last: Reading = { text: "", language: "en", groundings: [], faults: [] };

/** Reads one raw caption. The same text gives the same value. */
export function read(text: string, language: Language = "en"): Reading {
  if (text === last.text && language === last.language) return last;
  const groundings: Grounding[] = [];
  const faults: Fault[] = [];
  let at = 0;
  const take = (piece: string) => {
    const said = pieceOf(piece, language);
    if (said.grounding) groundings.push(placed(said.grounding, at));
    for (const one of said.faults) faults.push({ ...one, from: one.from + at, to: one.to + at, at: one.at + at });
    at += piece.length;
  };
  for (const { index, 0: piece } of text.matchAll(language === "zh" ? PIECE_ZH : PIECE)) {
    if (index > at) take(text.slice(at, index));
    take(piece);
  }
  if (at < text.length) take(text.slice(at));
  last = { text, language, groundings, faults };
  return last;
}

/** The grounding that a caret or selection touches; brackets and tag count as its own. */
export function groundingAt(groundings: readonly Grounding[], from: number, to: number): Grounding | undefined {
  return (
    groundings.find((one) => from < one.to && to > one.from) ??
    groundings.find((one) => from === to && from === one.phraseFrom)
  );
}

function placed(grounding: NonNullable<Piece["grounding"]>, from: number): Grounding {
  const { text, ids, phraseTo, to } = grounding;
  return { text, ids, from, phraseFrom: from + 1, phraseTo: from + phraseTo, to: from + to };
}

function pieceOf(piece: string, language: Language): Piece {
  const known = kept[language];
  const found = known.get(piece);
  if (found) return found;
  const said = { grounding: groundingOf(piece), faults: faultsOf(piece, language) };
  if (known.size >= KEPT) known.clear();
  known.set(piece, said);
  return said;
}

function groundingOf(piece: string): Piece["grounding"] {
  const match = GROUNDING.exec(piece);
  const phrase = match?.[1];
  const ids = match?.[2]?.split(",");
  if (phrase === undefined || ids === undefined) return null;
  return { text: phrase, ids, phraseTo: 1 + phrase.length, to: piece.length };
}

function faultsOf(piece: string, language: Language): Fault[] {
  const faults: Fault[] = [];
  const bracket = (language === "zh" ? /^\[/u : /^[[【［]/u).test(piece);
  for (let from = 0; from < piece.length; ) {
    const rest = piece.slice(from);
    const said = parse(rest, language);
    if (said.ok) break;
    const at = from + toUtf16(rest, said.error.position);
    const to = at + ((piece.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
    faults.push({ ...(bracket ? { from: 0, to: piece.length } : { from: at, to }), at, error: said.error });
    if (bracket) break;
    from = to;
  }
  return faults;
}
