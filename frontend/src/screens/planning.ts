/**
 * Why: what becomes of a selection of clips is counted, named and taken back by the server's verdicts alone: each says how its
 * clip was planned before.
 */
import { plural, t } from "@lingui/core/macro";
import type { Portion } from "../api/planning";
import type { Batch, ClipPlan, ClipVerdict, Step } from "../api/types";
import { clipNumber, stepName, when } from "./labels";

export type PlanKind = "priority" | "deadline" | "batch" | "person";

/** What somebody wants for the selected clips. A batch that is to be made has a name and no number yet. */
export interface Wanted {
  readonly plan: ClipPlan;
  readonly newBatch?: string;
  /** Given where the batch is to be frozen, or to go on, with it. */
  readonly frozen?: boolean;
}

export const NO_PLAN: ClipPlan = { reason: "", trial: false };

export interface Outcome {
  readonly changed: readonly ClipVerdict[];
  readonly same: readonly ClipVerdict[];
  readonly refused: readonly ClipVerdict[];
}

/** Verdicts by what became of their clips; all that are not refused change where `every` says so. */
export function outcomeOf(verdicts: readonly ClipVerdict[], every = false): Outcome {
  const clips = byClip(verdicts);
  const stands = clips.filter(({ code }) => code === null);
  return {
    changed: stands.filter(({ changes }) => changes || every),
    same: stands.filter(({ changes }) => !changes && !every),
    refused: clips.filter(({ code }) => code !== null),
  };
}

/** One verdict a clip: planned step by step, it has one for each. */
function byClip(verdicts: readonly ClipVerdict[]): readonly ClipVerdict[] {
  const found = new Map<number, ClipVerdict>();
  for (const verdict of verdicts) {
    const first = found.get(verdict.video) ?? verdict;
    const { code, text } = first.code === null ? verdict : first;
    found.set(verdict.video, { ...first, code, text, changes: first.changes || verdict.changes });
  }
  return [...found.values()];
}

type Before = ClipVerdict["before"][number];

/** How a step stood before, in the words of what is to change. */
function stood(kind: PlanKind, before: Before, batches: readonly Batch[]): string {
  switch (kind) {
    case "priority":
      return t`priority ${before.priority}`;
    case "deadline":
      return before.deadline ? t`due ${when(before.deadline)}` : t`no deadline`;
    case "batch":
      return before.batch === null
        ? t`no batch`
        : t`in ${batches.find(({ id }) => id === before.batch)?.name ?? t`batch ${before.batch}`}`;
    case "person":
      if (before.author) return t`${before.author.name} has the ${stepName[before.step]}`;
      return before.reserved_for ? t`reserved for ${before.reserved_for.name}` : t`nobody's`;
  }
}

export interface Group {
  readonly text: string;
  readonly count: number;
}

/** From what the changed clips change, the most frequent first. */
export function groupsOf(kind: PlanKind, { changed }: Outcome, batches: readonly Batch[] = []): readonly Group[] {
  const counts = new Map<string, number>();
  for (const { before } of changed) {
    const text = [...new Set(before.map((step) => stood(kind, step, batches)))].join(", ");
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count);
}

/** The refused clips by why; equal reasons stand together. */
export function refusalsOf({ refused }: Outcome): readonly { readonly text: string; readonly clips: string }[] {
  const found = new Map<string, string[]>();
  for (const { number, video, text } of refused) {
    const name = number === null ? t`row ${video}` : clipNumber(number);
    found.set(text ?? "", [...(found.get(text ?? "") ?? []), name]);
  }
  return [...found].map(([text, clips]) => ({ text, clips: clips.join(", ") }));
}

/**
 * What puts the changed clips back as they were. Work that somebody had in hand is reserved for them; what was moved since
 * is theirs who have it, and is refused.
 */
export function undoOf(kind: PlanKind, { changed }: Outcome): readonly Portion[] {
  const portions = new Map<string, { plan: ClipPlan; videos: number[]; moved: Record<string, number> }>();
  for (const { video, before, moved } of changed) {
    for (const step of before) {
      const plan: ClipPlan = { ...NO_PLAN, step: step.step, ...restored(kind, step) };
      const key = JSON.stringify(plan);
      const portion = portions.get(key) ?? { plan, videos: [], moved: {} };
      portion.videos.push(video);
      portion.moved[video] = moved[step.step] ?? 0;
      portions.set(key, portion);
    }
  }
  return [...portions.values()].map(({ plan, videos, moved }) =>
    kind === "person" ? { plan, videos, moved } : { plan, videos },
  );
}

function restored(kind: PlanKind, before: Before): Partial<ClipPlan> {
  switch (kind) {
    case "priority":
      return { priority: before.priority };
    case "deadline":
      return { deadline: before.deadline };
    case "batch":
      return { batch: before.batch };
    case "person":
      return { person: (before.author ?? before.reserved_for)?.id ?? null };
  }
}

/** How many clips were taken from somebody's hands. */
export const takenFrom = ({ changed }: Outcome, step: Step | null | undefined): number =>
  changed.filter(({ before }) => before.some((each) => each.author !== null && (!step || each.step === step))).length;

/** One sentence on what became of a selection. */
export function saidOf({ changed, same, refused }: Outcome): string {
  const parts = [
    t`${plural(changed.length, { one: "# clip", other: "# clips" })} changed`,
    same.length > 0 && plural(same.length, { one: "# was so already", other: "# were so already" }),
    refused.length > 0 && t`${refused.length} refused`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}
