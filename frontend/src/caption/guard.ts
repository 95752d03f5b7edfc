/**
 * In the chip view nobody sees brackets and tags, so nobody may cut one in half: what is deleted there is words.
 *
 * A deletion that reaches into a chip takes the words it reaches and leaves the tie on the rest; a chip that loses all of its words
 * goes with them. The same holds for what is copied. The raw view is guarded by the checks alone.
 */

import { type ChangeSet, ChangeSet as Changes, EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { rawField, readingField } from "./document";
import type { Grounding } from "./reading";

type Span = { readonly from: number; readonly to: number };

/**
 * The stretches to delete so that every chip stays whole.
 *
 * Args:
 *   typed: Something is written in the place of the stretch: then words replaced exactly keep their tie.
 */
function wholeChips(groundings: readonly Grounding[], { from, to }: Span, typed: boolean): readonly Span[] {
  let spans: Span[] = [{ from, to }];
  for (const one of groundings) {
    if (one.to <= from || one.from >= to) continue;
    const reworded = typed && from >= one.phraseFrom && to <= one.phraseTo;
    const all = from <= one.phraseFrom && to >= one.phraseTo;
    spans =
      all && !reworded
        ? united(spans, one)
        : without(without(spans, { from: one.from, to: one.phraseFrom }), { from: one.phraseTo, to: one.to });
  }
  return spans;
}

/** What a copy of a stretch holds: chips whose words are all in it with their ties, of the others the words. */
export function copied(text: string, groundings: readonly Grounding[], { from, to }: Span): string {
  let written = "";
  let at = from;
  for (const one of groundings) {
    if (one.to <= from || one.from >= to) continue;
    written += text.slice(at, Math.max(at, one.from));
    const all = from <= one.phraseFrom && to >= one.phraseTo;
    written += all
      ? text.slice(one.from, one.to)
      : text.slice(Math.max(from, one.phraseFrom), Math.max(from, Math.min(to, one.phraseTo)));
    at = Math.min(to, one.to);
  }
  return written + text.slice(at, Math.max(at, to));
}

function united(spans: readonly Span[], { from, to }: Span): Span[] {
  const touching = spans.filter((one) => one.from <= to && one.to >= from);
  const all = [...touching, { from, to }];
  const union = { from: Math.min(...all.map((one) => one.from)), to: Math.max(...all.map((one) => one.to)) };
  return [...spans.filter((one) => !touching.includes(one)), union].toSorted((one, other) => one.from - other.from);
}

function without(spans: readonly Span[], cut: Span): Span[] {
  return spans.flatMap((one) =>
    [
      { from: one.from, to: Math.min(one.to, cut.from) },
      { from: Math.max(one.from, cut.to), to: one.to },
    ].filter(({ from, to }) => from < to),
  );
}

const GUARDED = ["delete", "input.type", "input.paste", "input.drop", "input.insert", "move"];

function guarded(transaction: Transaction): boolean {
  if (!transaction.docChanged || transaction.startState.field(rawField)) return false;
  // What an input method is still composing is on the page already; changing it would end the composition.
  if (transaction.isUserEvent("input.type.compose")) return false;
  return GUARDED.some((event) => transaction.isUserEvent(event));
}

const keepChipsWhole = EditorState.transactionFilter.of((transaction) => {
  if (!guarded(transaction)) return transaction;
  const kept = keptWhole(transaction);
  if (kept === null) return transaction;
  const { changes, anchor } = kept;
  return {
    changes,
    selection: { anchor },
    effects: transaction.effects,
    scrollIntoView: transaction.scrollIntoView,
    annotations: Transaction.userEvent.of(transaction.annotation(Transaction.userEvent) ?? "delete"),
  };
});

/** The transaction's changes with whole chips, and where the caret stands after; null where they are so already. */
function keptWhole({ changes, startState }: Transaction): { changes: ChangeSet; anchor: number } | null {
  const { groundings } = startState.field(readingField);
  let cuts = false;
  let end = 0;
  const wanted: { from: number; to?: number; insert?: string }[] = [];
  changes.iterChanges((from, to, _fromB, _toB, inserted) => {
    const insert = inserted.toString();
    const spans = from === to ? [] : wholeChips(groundings, { from, to }, insert !== "");
    if (from < to) cuts ||= spans.length !== 1 || spans[0]?.from !== from || spans[0]?.to !== to;
    const at = spans[0]?.from ?? from;
    if (insert !== "") wanted.push({ from: at, insert });
    wanted.push(...spans);
    end = at;
  });
  if (!cuts) return null;
  const set = Changes.of(wanted, startState.doc.length);
  return { changes: set, anchor: set.mapPos(end, 1) };
}

const wholeCopies = EditorView.clipboardOutputFilter.of((text, state) => {
  const { main, ranges } = state.selection;
  if (state.field(rawField) || main.empty || ranges.length > 1) return text;
  const { text: raw, groundings } = state.field(readingField);
  return copied(raw, groundings, main);
});

export const guard: Extension = [keepChipsWhole, wholeCopies];
