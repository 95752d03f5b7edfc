/** Why: a list of reasons in the making is a value; what is wrong with it is known before it is sent. */

import { t } from "@lingui/core/macro";
import type { Reasons, Step } from "../../api/types";

export type Row = {
  /** Its name while the list is edited. */
  readonly key: string;
  readonly step: Step;
  /** Null while it is new. */
  readonly code: string | null;
  readonly text: string;
  readonly given: number;
};
export type Draft = readonly Row[];

export function draftOf({ reasons }: Reasons): Draft {
  return reasons.map((row) => ({ ...row, key: `${row.step}:${row.code}` }));
}

export function added(draft: Draft, step: Step): Draft {
  return [...draft, { key: crypto.randomUUID(), step, code: null, text: "", given: 0 }];
}

export function reworded(draft: Draft, key: string, text: string): Draft {
  return draft.map((row) => (row.key === key ? { ...row, text } : row));
}

export function without(draft: Draft, key: string): Draft {
  return draft.filter((row) => row.key !== key);
}

/** Changes places with the one before or after it of its step. */
export function moved(draft: Draft, key: string, by: 1 | -1): Draft {
  const row = draft.find((one) => one.key === key);
  const rows = draft.filter(({ step }) => step === row?.step);
  const other = row && rows[rows.indexOf(row) + by];
  if (!row || !other) return draft;
  return draft.map((one) => (one === row ? other : one === other ? row : one));
}

/** Whether it says what stands. */
export function isSame(draft: Draft, { reasons }: Reasons): boolean {
  const told = (rows: readonly { readonly step: Step; readonly code: string | null; readonly text: string }[]) =>
    (["caption", "masks"] as const)
      .map((step) => rows.filter((row) => row.step === step).map(({ code, text }) => [code, text.trim()]))
      .map((of) => JSON.stringify(of))
      .join();
  return told(draft) === told(reasons);
}

/** Why it cannot be saved. */
export function faultOf(draft: Draft): string | undefined {
  if (draft.some(({ text }) => text.trim() === "")) return t`A reason has no words.`;
  const said = draft.map(({ step, text }) => `${step}:${text.trim().toLowerCase()}`);
  return new Set(said).size < said.length ? t`Two reasons say the same.` : undefined;
}
