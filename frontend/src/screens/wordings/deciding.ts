/** Why: which draft is next, and what its flags, its maker and its kind are called: values that the page only shows. */
import { t } from "@lingui/core/macro";
import type { ClipWordings, WordingDraft, WordingKind, WordingRun } from "../../api/types";

export const KINDS: Record<WordingKind, { readonly text: string; readonly about: string }> = {
  prompts: { text: t`Prompts`, about: t`A question for each phrase, which LG-VIS asks a model` },
  cleaned: { text: t`Cleaned caption`, about: t`The caption in better English, with the same objects` },
  rewordings: { text: t`Rewordings`, about: t`The caption three times in other words, for judging captions` },
};

const ORDER = Object.keys(KINDS) as readonly WordingKind[];

const FLAGS: Readonly<Record<string, string>> = {
  ambiguous: t`the same words name another object`,
  number: t`one or several? words and objects disagree`,
  possessive: t`says whose it is`,
  pronoun: t`a pronoun names nothing by itself`,
  relative: t`“other” needs the one before it`,
  unrelated: t`shares no word with its phrase`,
};

/** What a flag asks a person to look at. */
export const flagText = (flag: string) => FLAGS[flag] ?? flag;

/** Who worded a draft: the rules, or a model by its name and the digest of its instructions. */
export const madeBy = ({ source, model, version }: WordingDraft) =>
  source === "rule" ? t`by rule` : t`by ${model} · ${version.slice(0, 8)}`;

/** A clip's drafts in the order in which they are shown: by kind, then by place. */
export function inOrder(clip: ClipWordings): readonly WordingDraft[] {
  return [...clip.drafts].sort((a, b) => ORDER.indexOf(a.what) - ORDER.indexOf(b.what) || a.place - b.place);
}

/** The draft to look at after one was decided: the next that waits, from the first again after the last. */
export function nextOpen(drafts: readonly WordingDraft[], after: number | null): WordingDraft | undefined {
  const at = drafts.findIndex(({ id }) => id === after);
  return [...drafts.slice(at + 1), ...drafts.slice(0, at + 1)].find(
    ({ state, id }) => state === "open" && id !== after,
  );
}

/** What a release would hold of a draft: the accepted words, else the machine's. */
export const wordsOf = (draft: WordingDraft) => draft.final || draft.text;

/** An amount in the operator's currency: as many digits as tell it from nothing. */
export function amount(cost: number): string {
  if (cost === 0) return t`nothing`;
  return cost < 1 ? cost.toPrecision(2) : cost.toFixed(2);
}

/** A run that is not over. */
export const isLive = ({ state }: WordingRun) => state === "queued" || state === "running" || state === "paused";
