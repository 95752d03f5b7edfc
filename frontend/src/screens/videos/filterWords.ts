/** Why: the lengths and orders that the list offers, in one place, as the filter's words. */
import { t } from "@lingui/core/macro";
import type { VideoFilter } from "../../api/library";

/** Seconds, as least-most; either may be missing. */
export const LENGTHS = [
  { value: "-5", text: t`up to 5 s` },
  { value: "5-10", text: t`5 to 10 s` },
  { value: "10-20", text: t`10 to 20 s` },
  { value: "20-", text: t`20 s and longer` },
] as const;

export const lengthOf = ({ length_least: least, length_most: most }: VideoFilter): string =>
  least === undefined && most === undefined ? "" : `${least ?? ""}-${most ?? ""}`;

/** What the list can be ordered by; `:up` is the least first. */
export const SORTS = [
  { value: "number:up", text: t`oldest clip` },
  { value: "changed", text: t`last changed` },
  { value: "changed:up", text: t`longest untouched` },
  { value: "length", text: t`longest clip` },
  { value: "length:up", text: t`shortest clip` },
  { value: "objects", text: t`most objects` },
  { value: "objects:up", text: t`fewest objects` },
  { value: "trust:up", text: t`least trusted masks` },
  { value: "draft:up", text: t`least sure drafts` },
  { value: "priority", text: t`highest priority` },
  { value: "deadline:up", text: t`next deadline` },
] as const;

/** Of which time was counted, as a number of the overview asks for. */
export const TIMED: Readonly<Record<NonNullable<VideoFilter["timed"]>, string>> = {
  "": "",
  caption: t`time on the caption`,
  frame: t`time on frames`,
  frame_with: t`time on frames, with suggestions`,
  frame_without: t`time on frames, without suggestions`,
  mask: t`time on masks`,
  mask_with: t`time on masks from suggestions`,
  mask_without: t`time on masks from nothing`,
};
