/** Why: the lengths and orders that the list offers, in one place, as the filter's words. */
import type { VideoFilter } from "../../api/library";

/** Seconds, as least-most; either may be missing. */
export const LENGTHS = [
  { value: "-5", text: "up to 5 s" },
  { value: "5-10", text: "5 to 10 s" },
  { value: "10-20", text: "10 to 20 s" },
  { value: "20-", text: "20 s and longer" },
] as const;

export const lengthOf = ({ length_least: least, length_most: most }: VideoFilter): string =>
  least === undefined && most === undefined ? "" : `${least ?? ""}-${most ?? ""}`;

/** What the list can be ordered by; `:up` is the least first. */
export const SORTS = [
  { value: "number:up", text: "oldest clip" },
  { value: "changed", text: "last changed" },
  { value: "changed:up", text: "longest untouched" },
  { value: "length", text: "longest clip" },
  { value: "length:up", text: "shortest clip" },
  { value: "objects", text: "most objects" },
  { value: "objects:up", text: "fewest objects" },
  { value: "trust:up", text: "least trusted masks" },
  { value: "priority", text: "highest priority" },
  { value: "deadline:up", text: "next deadline" },
] as const;

/** Of which time was counted, as a number of the overview asks for. */
export const TIMED: Readonly<Record<NonNullable<VideoFilter["timed"]>, string>> = {
  "": "",
  caption: "time on the caption",
  frame: "time on frames",
  frame_with: "time on frames, with suggestions",
  frame_without: "time on frames, without suggestions",
  mask: "time on masks",
  mask_with: "time on masks from suggestions",
  mask_without: "time on masks from nothing",
};
