/** Why: measured sets and quoted numbers of one split in one order, so that neither is mistaken for the other. */
import { t } from "@lingui/core/macro";
import type { Board, PredictionSet, ProtocolScores, QuotedRow } from "../../api/types";

export type Protocol = ProtocolScores["protocol"];

export interface Standing {
  readonly key: string;
  readonly name: string;
  /** Where its numbers come from: measured here, or a paper. */
  readonly set: PredictionSet | null;
  readonly quoted: QuotedRow | null;
  /** 0 to 5. */
  readonly captions: number | null;
  /** By protocol; missing where it was not measured by it. */
  readonly scores: Readonly<Partial<Record<Protocol, Measures>>>;
}

export interface Measures {
  readonly map: number | null;
  readonly ap50: number | null;
  readonly ap75: number | null;
  readonly ap90: number | null;
}

/** A split of a release that predictions can be scored on. */
export interface Ground {
  readonly release: number;
  readonly split: PredictionSet["split"];
}

/** Everything that stands on one ground: best first, by the number that a row has, corrected before official. */
export function standings(board: Board, { release, split }: Ground): readonly Standing[] {
  const measured = board.sets
    .filter((set) => set.release.id === release && set.split === split)
    .map(
      (set): Standing => ({
        key: `set-${set.id}`,
        name: set.name,
        set,
        quoted: null,
        captions: set.captions?.CA ?? null,
        scores: Object.fromEntries(set.scores.map((one) => [one.protocol, one])),
      }),
    );
  const quoted = board.quoted
    .filter((row) => row.split === split)
    .map(
      (row): Standing => ({
        key: `quoted-${row.name}`,
        name: row.name,
        set: null,
        quoted: row,
        captions: row.caption_accuracy,
        scores: { [row.protocol]: row },
      }),
    );
  return [...measured, ...quoted].toSorted((a, b) => headline(b) - headline(a));
}

/** The number that a row is ordered by; below all others where it has none yet. */
const headline = ({ scores }: Standing): number => scores.corrected?.map ?? scores.official?.map ?? -1;

/** A percentage as the board writes it; what is not known is a dash. */
export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : value.toFixed(1);

/** "20.3, between 18.1 and 22.9 in 95 of 100 cases" is too long for a cell: "18.1 to 22.9". */
export function interval(score: ProtocolScores, name: string): string | null {
  const [low, high] = score.intervals[name] ?? [];
  return low === undefined || high === undefined ? null : t`${low.toFixed(1)} to ${high.toFixed(1)}`;
}
