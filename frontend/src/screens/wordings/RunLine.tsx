/** Why: how far the newest run is, what it spent and could not write, and what a lead may tell it. */
import { plural, t } from "@lingui/core/macro";
import { Ban, Check, CircleX, Hourglass, LoaderCircle, type LucideIcon, Pause } from "lucide-react";
import { describe } from "../../api/error";
import type { WordingRun, WordingVerb } from "../../api/types";
import { useSteerWording } from "../../api/wordings";
import { Button } from "../../ui/Button";
import { Pill, type Tone } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { amount, isLive, KINDS } from "./deciding";

interface Look {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly verbs: readonly WordingVerb[];
}

const LOOKS: Record<WordingRun["state"], Look> = {
  running: { text: t`Writing`, tone: "info", icon: LoaderCircle, verbs: ["pause", "cancel"] },
  queued: { text: t`Waiting`, tone: "", icon: Hourglass, verbs: ["pause", "cancel"] },
  paused: { text: t`Paused`, tone: "warn", icon: Pause, verbs: ["resume", "cancel"] },
  done: { text: t`Written`, tone: "ok", icon: Check, verbs: [] },
  failed: { text: t`Stopped`, tone: "bad", icon: CircleX, verbs: ["go_on"] },
  cancelled: { text: t`Cancelled`, tone: "dash", icon: Ban, verbs: ["go_on"] },
};
const VERBS: Record<WordingVerb, string> = { pause: t`Pause`, resume: t`Resume`, cancel: t`Cancel`, go_on: t`Go on` };

export function RunLine({
  slug,
  run,
  lead,
}: {
  readonly slug: string;
  readonly run: WordingRun;
  readonly lead: boolean;
}) {
  const steer = useSteerWording(slug);
  const look = LOOKS[run.state];
  return (
    <section className="wo-run" aria-label={t`The newest run`}>
      <div className="row g12">
        <Pill tone={look.tone} icon={look.icon} spin={run.state === "running"}>
          {look.text}
        </Pill>
        <span className="t12">{run.what.map((what) => KINDS[what].text.toLowerCase()).join(", ")}</span>
        <span className="f3 t12">{run.model ? t`by ${run.model}` : t`by rule`}</span>
        <span className="f2 t12 num">{summary(run)}</span>
        {isLive(run) && <ProgressBar label={t`Drafts written`} done={run.done} total={run.total} className="wo-bar" />}
        <span className="sp" />
        {lead &&
          look.verbs.map((verb) => (
            <Button key={verb} size="sm" busy={steer.isPending} onClick={() => steer.mutate({ run: run.id, verb })}>
              {VERBS[verb]}
            </Button>
          ))}
      </div>
      {(run.error ?? (steer.isError ? describe(steer.error) : null)) && (
        <p className="wo-error" role="alert">
          {run.error ?? describe(steer.error)}
        </p>
      )}
      {run.faults.length > 0 && (
        <details className="wo-faults">
          <summary className="t12">{t`${plural(run.faults.length, { one: "# clip", other: "# clips" })} with something to know`}</summary>
          <ul>
            {run.faults.map((fault) => (
              <li key={`${fault.video} ${fault.what}`} className="t12">
                <span className="num">{`${fault.number}`.padStart(6, "0")}</span> {KINDS[fault.what].text}: {fault.text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function summary(run: WordingRun): string {
  const told = [t`${run.done} of ${run.total}`];
  if (run.model) told.push(t`${amount(run.spent)} spent${run.cap === null ? "" : t` of ${amount(run.cap)}`}`);
  if (run.failed > 0) told.push(t`${run.failed} could not be written`);
  if (run.unreadable > 0)
    told.push(plural(run.unreadable, { one: "# unreadable answer", other: "# unreadable answers" }));
  return told.join(" · ");
}
