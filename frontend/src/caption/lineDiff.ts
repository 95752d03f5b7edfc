/** What changed between two longer texts: line by line first, so that a moved paragraph stays readable, then by the word. */

import { diffLines } from "diff";
import { compareWords, type Run } from "./comparison";

/** Lines that stayed, or one hunk of changed ones. */
export type Block = { readonly changed: boolean; readonly runs: readonly Run[] };

/** Compares two texts of many lines. */
export function compareLines(before: string, after: string): Block[] {
  const blocks: Block[] = [];
  const parts = diffLines(before, after);
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at];
    const next = parts[at + 1];
    if (!part) continue;
    if (part.removed && next?.added) {
      blocks.push({ changed: true, runs: compareWords(part.value, next.value) });
      at += 1;
    } else {
      const change = part.removed ? "removed" : part.added ? "added" : "same";
      blocks.push({ changed: change !== "same", runs: [{ change, text: part.value }] });
    }
  }
  return blocks;
}
