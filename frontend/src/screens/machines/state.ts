/** Why: how a clip's propagation stands, what may be told it, and how long it takes, in the words of people. */
import { t } from "@lingui/core/macro";
import { Ban, CircleX, Hourglass, LoaderCircle, type LucideIcon, Pause } from "lucide-react";
import type { PropagationVerb } from "../../api/mutations";
import type { Machine, PropagationJob } from "../../api/types";
import type { Tone } from "../../ui/Pill";

type State = PropagationJob["state"];

interface Look {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  /** What a person may tell it, the likeliest first. */
  readonly verbs: readonly PropagationVerb[];
}

export const looks: Record<State, Look> = {
  running: { text: t`Running`, tone: "info", icon: LoaderCircle, verbs: ["pause", "cancel"] },
  queued: { text: t`Waiting`, tone: "", icon: Hourglass, verbs: ["pause", "cancel"] },
  paused: { text: t`Paused`, tone: "warn", icon: Pause, verbs: ["resume", "cancel"] },
  failed: { text: t`Failed`, tone: "bad", icon: CircleX, verbs: ["retry"] },
  cancelled: { text: t`Cancelled`, tone: "dash", icon: Ban, verbs: ["retry"] },
};

/** Who waits for it. */
export function urgency(priority: number): string {
  if (priority < 5) return t`Somebody waits`;
  return priority < 10 ? t`Handed in` : t`Batch`;
}

/** Workers by the device they compute on, in the order in which they came. */
export function byDevice(workers: readonly Machine[]): readonly (readonly [string, readonly Machine[]])[] {
  const groups = new Map<string, Machine[]>();
  for (const worker of workers) groups.set(worker.device, [...(groups.get(worker.device) ?? []), worker]);
  return [...groups];
}
