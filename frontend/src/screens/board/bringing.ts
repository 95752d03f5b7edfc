/** Why: what a checkpoint learned from comes as a file or as typed numbers, and both are read in one way. */

import { t } from "@lingui/core/macro";

/** What was read, or what is wrong with it. */
export type Read = { readonly numbers: readonly number[] } | { readonly fault: string };

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 999_999;

/** Numbers typed with commas or spaces between them; nothing typed is none. */
export function readTyped(text: string): Read {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const odd = words.find((word) => !/^\d{1,6}$/.test(word));
  return odd === undefined ? { numbers: words.map(Number) } : { fault: t`“${odd}” is no video number.` };
}

/** A checkpoint's provenance.json, or a bare list of numbers such as a split. */
export function readProvenance(text: string): Read {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { fault: t`This is no JSON; choose the provenance.json beside the checkpoint, or a list of numbers.` };
  }
  const list = Array.isArray(found) ? found : (found as { trained_on?: unknown } | null)?.trained_on;
  if (!Array.isArray(list)) return { fault: t`This file has no list trained_on.` };
  return list.every(isNumber) ? { numbers: list } : { fault: t`trained_on holds something that is no video number.` };
}
