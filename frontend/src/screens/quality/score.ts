/** Why: scores are named and written alike in the table, the list and the pair. */
import { t } from "@lingui/core/macro";
import type { Measure } from "../../api/types";

export const scoreName: Record<Measure["what"], string> = {
  track: "Overlap",
  identity: t`Identity`,
  text: t`Wording`,
  phrases: t`Phrases`,
};

export const againstName: Record<Measure["kind"], string> = { gold: t`gold`, double: t`colleagues` };

/** A score as people read it: two decimals, the last one never rounded up to a perfect 1. */
export function score(value: number): string {
  return value < 1 && value > 0.995 ? "0.99" : value.toFixed(2);
}

/** A difference with its sign: +0.03, −0.12. */
export function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

/** The points of a line over `values`, 0..1 upwards, in a box; frames without a value part it. */
export function lines(values: readonly (number | null)[], width: number, height: number): readonly string[] {
  const step = width / Math.max(1, values.length - 1);
  const parts: string[][] = [[]];
  values.forEach((value, frame) => {
    if (value === null) parts.push([]);
    else parts.at(-1)?.push(`${(frame * step).toFixed(1)},${((1 - value) * height).toFixed(1)}`);
  });
  return parts.filter((part) => part.length > 0).map((part) => part.join(" "));
}

/** The frame with the least value, the first of equals; null when there is none. */
export function worst(values: readonly (number | null)[]): number | null {
  let found: number | null = null;
  values.forEach((value, frame) => {
    const least = found === null ? null : values[found];
    if (value !== null && (least === null || least === undefined || value < least)) found = frame;
  });
  return found;
}
