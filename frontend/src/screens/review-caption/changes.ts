/** Why: a second look at a caption begins with the phrases that the last round changed. */

import { partOf } from "../../api/review";
import type { Changes } from "../../api/types";
import { parse } from "../../caption/grammar";

/** What the caption is held against: the round before, or in a first one what was handed in before its reviewer mended it. */
export function heldAgainst(changes: Changes["caption"]): string | null {
  return changes?.before?.text ?? (changes?.corrected ? changes.after.text : null);
}

/** The verdict keys of phrases whose words or objects were not in the round before; none in a first round. */
export function changedPhrases(changes: Changes["caption"]): ReadonlySet<string> {
  if (!changes?.before) return new Set();
  const before = new Set(phrasesOf(changes.before.text).map(nameOf));
  const fresh = phrasesOf(changes.after.text).filter((phrase) => !before.has(nameOf(phrase)));
  return new Set(fresh.map(({ start }) => partOf({ track: null, start })));
}

function phrasesOf(text: string) {
  const read = parse(text);
  return read.ok ? read.caption.phrases : [];
}

function nameOf({ text, ids }: { readonly text: string; readonly ids: readonly string[] }): string {
  return `${ids.join()} ${text}`;
}
