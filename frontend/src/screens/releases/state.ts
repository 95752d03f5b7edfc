/** Why: a release is being made, made, or did not come about; the list and the details say it alike. */
import { plural, t } from "@lingui/core/macro";
import { CircleX, LoaderCircle, Lock, type LucideIcon } from "lucide-react";
import type { Histogram, Release, SplitStatistics } from "../../api/types";
import type { Tone } from "../../ui/Pill";
import { count } from "../labels";

interface Look {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly spin: boolean;
}

export const looks: Record<Release["state"], Look> = {
  frozen: { text: t`Frozen`, tone: "info", icon: LoaderCircle, spin: true },
  building: { text: t`Building`, tone: "info", icon: LoaderCircle, spin: true },
  verifying: { text: t`Verifying`, tone: "info", icon: LoaderCircle, spin: true },
  published: { text: t`Locked`, tone: "", icon: Lock, spin: false },
  failed: { text: t`Failed`, tone: "bad", icon: CircleX, spin: false },
};

/** Whether a release is still on its way. */
export const underway = ({ state }: Release): boolean => state !== "published" && state !== "failed";

/** How versions are written, as the server checks them. */
export const VERSION = /^v\d{1,4}(\.\d{1,4}){1,2}$/;

/** The first free version after the newest: its last number counted on; the first of all is v1.0.0. */
export function nextVersion(versions: readonly string[]): string {
  const newest = versions.find((version) => VERSION.test(version));
  if (newest === undefined) return "v1.0.0";
  const dot = newest.lastIndexOf(".");
  let last = Number(newest.slice(dot + 1));
  let next: string;
  do {
    last += 1;
    next = `${newest.slice(0, dot)}.${last}`;
  } while (versions.includes(next));
  return next;
}

export type Prompts = Release["choices"]["prompts"];

/** How many clips have no prompt that a person approved, and what they have instead. */
export function withoutPrompts(told: { lacking: number; clips: number; prompts: Prompts }): string {
  const { lacking, clips, prompts } = told;
  if (lacking === 0) return t`Every clip has prompts that people approved.`;
  const byRule = t`where none was ever drafted, prompts by rule, marked as unreviewed.`;
  const instead = prompts === "by-rule" ? byRule : t`released without any.`;
  return t`No reviewed prompt for ${count(lacking)} of ${plural(clips, { one: "# clip", other: "# clips" })}: ${instead}`;
}

type Row = Pick<SplitStatistics, "split" | "videos"> & Partial<SplitStatistics>;

/** A row for each split and one for all; before they are counted, as far as they are known. */
export function tableOf(release: Release, statistics: readonly SplitStatistics[]): readonly Row[] {
  if (statistics.length > 0) return statistics;
  const { splits, videos, tracks, prompts, masks_human, masks_automatic } = release;
  const counted = release.state === "published" ? { tracks, prompts, masks_human, masks_auto: masks_automatic } : {};
  const each = (["train", "val", "test"] as const).map((split) => ({ split, videos: splits[split] }));
  return [...each, { split: "all", videos, ...counted }];
}

interface Bar {
  readonly from: number;
  readonly count: number;
  /** Below the axis; not below every bar, or they would run into each other. */
  readonly label: string;
  /** What it holds, as words. */
  readonly text: string;
  readonly beyond: boolean;
}

const LABELS = 8;

/** A histogram without the empty bars before the first and after the last, and where its mean lies, 0 to 1. */
export function barsOf({ bin, last, counts }: Histogram, mean: number | null) {
  const filled = counts.flatMap((count, place) => (count > 0 ? [place] : []));
  const first = Math.max(0, (filled[0] ?? 0) - 1);
  const end = Math.min(counts.length, Math.max((filled.at(-1) ?? 0) + 2, first + 6));
  const every = Math.max(1, Math.ceil((end - first) / LABELS));
  const bars: Bar[] = counts.slice(first, end).map((count, at) => {
    const from = Number(((first + at) * bin).toFixed(6));
    const beyond = from >= last;
    const text = beyond ? t`${from} or more` : t`${from} up to ${Number((from + bin).toFixed(6))}`;
    return { from, count, label: beyond ? `${from}+` : at % every === 0 ? `${from}` : "", text, beyond };
  });
  const place = mean === null || mean >= last ? null : (mean / bin - first) / bars.length;
  return { bars, place };
}

/** The numbers of the tables, as people call them. */
const NUMBERS = [
  ["videos", t`Videos`],
  ["avg_duration_s", t`Avg duration, s`],
  ["avg_caption_words", t`Avg caption, words`],
  ["tracks", t`Object tracks`],
  ["prompts", t`LG-VIS prompts`],
  ["masks_human", t`Masks, human`],
  ["masks_human_visible", t`of those visible`],
  ["masks_auto", t`Masks, automatic`],
  ["masks_auto_visible", t`of those visible`],
  ["nouns", t`Different nouns`],
  ["noun_phrases", t`Different noun phrases`],
] as const;

type Moved = { readonly split: string; readonly moved: Readonly<Record<string, number>> };

/** Numbers of which at least one split's moved, in the order of the tables. */
export function movedNumbers(statistics: readonly Moved[]) {
  const rows = statistics.filter(({ moved }) => NUMBERS.some(([name]) => name in moved));
  return { rows, names: NUMBERS.filter(([name]) => rows.some(({ moved }) => name in moved)) };
}
