/** Why: what a checkpoint's state is called, which figures are told first, and what speaks for or against promoting one. */
import { plural, t } from "@lingui/core/macro";
import { Archive, CircleDashed, Zap } from "lucide-react";
import type { Checkpoint } from "../../api/types";
import type { Tone } from "../../ui/Pill";

export const looks: Record<
  Checkpoint["state"],
  { readonly text: string; readonly tone: Tone; readonly icon: typeof Zap }
> = {
  candidate: { text: t`Candidate`, tone: "warn", icon: CircleDashed },
  active: { text: t`Live`, tone: "ok", icon: Zap },
  retired: { text: t`Kept`, tone: "", icon: Archive },
};

const ROWS: Readonly<Record<string, string>> = {
  lgvis: t`Masks of prompts`,
  phrases: t`Masks of phrases`,
  captions: t`Captions`,
  grounded: t`Captions with masks`,
};
const NAMES: Readonly<Record<string, string>> = {
  word_edit: t`words to change`,
  chrf: "chrF",
  exact: t`right to the letter`,
  near: t`nearly right`,
};
/** Counts, not measures: they say over how much the others were taken. */
const COUNTS = new Set([
  "videos",
  "prompts",
  "tracks",
  "phrases",
  "predictions",
  "ignored_tracks",
  "ignored_predictions",
  "dropped_predictions",
]);

/** A measure of one checkpoint beside that of another, null where the other has none. */
interface FigureRow {
  readonly key: string;
  readonly text: string;
  readonly value: number;
  readonly before: number | null;
  /** Whether it is no worse; null where nothing is known of the other. */
  readonly kept: boolean | null;
}

/** The measures of a checkpoint, each beside the active one's. */
export function figureRows(checkpoint: Checkpoint, active: Checkpoint | undefined): readonly FigureRow[] {
  const comparable = active && active.id !== checkpoint.id && active.split === checkpoint.split ? active.figures : [];
  return checkpoint.figures
    .filter(({ name }) => !COUNTS.has(name))
    .map(({ of, name, value }) => {
      const before = comparable.find((other) => other.of === of && other.name === name)?.value ?? null;
      const better =
        name === "word_edit" ? (one: number, other: number) => one <= other : (a: number, b: number) => a >= b;
      return {
        key: `${of} ${name}`,
        text: `${ROWS[of] ?? of}: ${NAMES[name] ?? name}`,
        value,
        before,
        kept: before === null ? null : better(value, before),
      };
    });
}

/** One thing to know before promoting. */
export interface Fact {
  readonly good: boolean;
  readonly text: string;
}

export function factsOf(checkpoint: Checkpoint, active: Checkpoint | undefined): readonly Fact[] {
  const worse = figureRows(checkpoint, active).filter(({ kept }) => kept === false);
  return [
    checkpoint.figures.length > 0
      ? { good: true, text: t`Evaluated on ${checkpoint.split ?? t`a split`}` }
      : { good: false, text: t`Never evaluated: register it with its scores` },
    checkpoint.ours
      ? {
          good: true,
          text: t`Learned from ${plural(checkpoint.trained_on, { one: "# clip", other: "# clips" })} of ${checkpoint.release}`,
        }
      : { good: false, text: t`Learned from ${checkpoint.release} of elsewhere` },
    ...worse.map(({ text, value, before }) => ({
      good: false,
      text: t`${text} ${figure(value)}, was ${figure(before ?? 0)}`,
    })),
  ];
}

/** A figure as people compare them: shares by three places, percents by one. */
export const figure = (value: number): string => (Math.abs(value) > 1 ? value.toFixed(1) : value.toFixed(3));
