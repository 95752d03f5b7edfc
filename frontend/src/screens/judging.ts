/** Why: both reviews go through parts of the work by A and R; which is in focus, what is decided, what is missing. */

import { t } from "@lingui/core/macro";
import { useRef, useState } from "react";
import { describe } from "../api/error";
import { partOf, useGiveVerdict, useVerdicts } from "../api/review";
import type { GivenVerdict, WorkCard } from "../api/types";
import { toast } from "../ui/Toast";

export type Kind = "approved" | "rejected";
type Part = Pick<GivenVerdict, "track" | "start" | "end">;

export type Judging = {
  /** Objects or phrases, what changed since the last round first. */
  readonly rows: readonly GivenVerdict[];
  readonly focused: GivenVerdict | undefined;
  readonly editable: boolean;
  readonly focus: (row: GivenVerdict) => void;
  readonly move: (step: 1 | -1) => void;
  /** Says it, takes it back when it is said again, and goes on to the next that is open. */
  readonly judge: (row: GivenVerdict, kind: Kind) => void;
  readonly reject: (part: Part, reason: string) => void;
  /** Resolves when everything said is on the server, or refused. */
  readonly settled: () => Promise<void>;
};

/** Args: first: parts to be looked at first, by key. */
export function useJudging(work: WorkCard, first: ReadonlySet<string>): Judging {
  const { data } = useVerdicts(work.id);
  const { mutateAsync } = useGiveVerdict(work.id);
  const [key, setKey] = useState<string | null>(null);
  const saving = useRef<Promise<unknown>>(Promise.resolve());
  const rows = inTurn(data?.verdicts ?? [], first);
  const focused = rows.find((row) => partOf(row) === key) ?? rows.find(({ verdict }) => verdict === null) ?? rows[0];
  const give = (row: Part, verdict: Kind | null, reason = "") => {
    const sent = mutateAsync({ track: row.track, start: row.start, end: row.end, verdict, reason });
    saving.current = Promise.all([saving.current, sent.catch((error) => toast(describe(error), "failed"))]);
  };
  return {
    rows,
    focused,
    editable: data?.editable ?? false,
    focus: (row) => setKey(partOf(row)),
    move: (step) => {
      const at = focused ? rows.indexOf(focused) : -1;
      const next = rows[(at + step + rows.length) % Math.max(rows.length, 1)];
      if (next) setKey(partOf(next));
    },
    judge: (row, kind) => {
      give(row, row.verdict === kind && !row.kept ? null : kind, kind === "rejected" ? row.reason : "");
      setKey(partOf(kind === "approved" ? (nextOpen(rows, row) ?? row) : row));
    },
    reject: (part, reason) => {
      const row = rows.find((one) => partOf(one) === partOf(part));
      if (row && (row.verdict !== "rejected" || row.reason !== reason)) give(part, "rejected", reason);
    },
    settled: async () => void (await saving.current),
  };
}

/** What was not kept and what changed comes first; within that the order of the work. */
export function inTurn(rows: readonly GivenVerdict[], first: ReadonlySet<string>): readonly GivenVerdict[] {
  return first.size === 0 ? rows : rows.toSorted((a, b) => Number(first.has(partOf(b))) - Number(first.has(partOf(a))));
}

/** The next that nobody decided, after `from` and then from the start. */
export function nextOpen(rows: readonly GivenVerdict[], from: GivenVerdict): GivenVerdict | undefined {
  const at = rows.indexOf(from);
  return [...rows.slice(at + 1), ...rows.slice(0, at)].find(({ verdict }) => verdict === null);
}

export type Tally = { readonly approved: number; readonly rejected: number; readonly open: number };

export function tallied(rows: readonly GivenVerdict[]): Tally {
  const count = (verdict: Kind | null) => rows.filter((row) => row.verdict === verdict).length;
  return { approved: count("approved"), rejected: count("rejected"), open: count(null) };
}

/** Why the parts keep the whole from being approved. */
export function openParts(rows: readonly GivenVerdict[]): string | undefined {
  const { rejected, open } = tallied(rows);
  if (rejected > 0) return rejected === 1 ? t`One is rejected; return it.` : t`${rejected} are rejected; return it.`;
  const begun = rows.some(({ verdict, kept }) => verdict !== null && !kept);
  if (begun && open > 0) return open === 1 ? t`One is not decided yet.` : t`${open} are not decided yet.`;
  return undefined;
}

/** Rejected parts that no finding and no reason says anything about. */
export function unsaid(
  rows: readonly GivenVerdict[],
  findings: readonly { readonly track?: number | null; readonly start?: number | null }[],
): string | undefined {
  const about = new Set(findings.map(({ track = null, start = null }) => partOf({ track, start })));
  const silent = rows.find((row) => row.verdict === "rejected" && row.reason === "" && !about.has(partOf(row)));
  return silent && t`Say why “${silent.phrase}” is rejected.`;
}
