/** Why: sizes of splits are three fields for a person and one text for the server; what cannot add up is said at once. */

import { t } from "@lingui/core/macro";

export type Measure = "parts" | "counts";
export type Sizes = readonly [train: string, val: string, test: string];

export const USUAL: Readonly<Record<Measure, Sizes>> = { parts: ["70", "15", "15"], counts: ["", "", ""] };

/** The text that the server reads: parts of one, or numbers of clips with `rest` for an empty field. */
export function splitsOf(measure: Measure, sizes: Sizes): string {
  if (measure === "counts") return sizes.map((size) => size.trim() || "rest").join(",");
  return sizes.map((size) => withPoint(Number((Number(size) / 100).toFixed(6)))).join(",");
}

const withPoint = (part: number): string => (Number.isInteger(part) ? part.toFixed(1) : `${part}`);

/** Why the sizes cannot be had of so many clips; nothing where they can. */
export function fault(measure: Measure, sizes: Sizes, ready: number): string | null {
  return measure === "parts" ? partsFault(sizes) : countsFault(sizes, ready);
}

function partsFault(sizes: Sizes): string | null {
  if (sizes.some((size) => !/^\d+(\.\d+)?$/.test(size.trim()))) return t`Write each part in per cent, such as 70.`;
  const sum = sizes.reduce((all, size) => all + Number(size), 0);
  return Math.abs(sum - 100) > 0.05 ? t`The parts add up to ${Number(sum.toFixed(3))} %, not to 100 %.` : null;
}

function countsFault(sizes: Sizes, ready: number): string | null {
  const known = sizes.map((size) => size.trim()).filter((size) => size !== "");
  if (known.some((size) => !/^\d+$/.test(size))) return t`Write whole numbers of clips.`;
  if (known.length < 2) return t`Leave one field empty at most: it takes the rest.`;
  const sum = known.reduce((all, size) => all + Number(size), 0);
  if (sum > ready) return t`That is ${sum} clips, and ${ready} are ready.`;
  return known.length === 3 && sum < ready ? t`That is ${sum} of ${ready} clips; leave one field empty.` : null;
}
