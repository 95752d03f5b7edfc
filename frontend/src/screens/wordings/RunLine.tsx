/** Why: how far the newest run is, what it spent and could not write, and what a lead may tell it. */
import { Ban, Check, CircleX, Hourglass, LoaderCircle, type LucideIcon, Pause } from "lucide-react";
import { describe } from "../../api/error";
import type { WordingRun, WordingVerb } from "../../api/types";
import { useSteerWording } from "../../api/wordings";
import { Button } from "../../ui/Button";
import { Pill, type Tone } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { counted } from "../labels";
import { amount, isLive, KINDS } from "./deciding";

interface Look {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly verbs: readonly WordingVerb[];
}

const LOOKS: Record<WordingRun["state"], Look> = {
  running: { text: "Writing", tone: "info", icon: LoaderCircle, verbs: ["pause", "cancel"] },
  queued: { text: "Waiting", tone: "", icon: Hourglass, verbs: ["pause", "cancel"] },
  paused: { text: "Paused", tone: "warn", icon: Pause, verbs: ["resume", "cancel"] },
  done: { text: "Written", tone: "ok", icon: Check, verbs: [] },
  failed: { text: "Stopped", tone: "bad", icon: CircleX, verbs: ["go_on"] },
  cancelled: { text: "Cancelled", tone: "dash", icon: Ban, verbs: ["go_on"] },
};
const VERBS: Record<WordingVerb, string> = { pause: "Pause", resume: "Resume", cancel: "Cancel", go_on: "Go on" };

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
    <section className="wo-run" aria-label="The newest run">
      <div className="row g12">
        <Pill tone={look.tone} icon={look.icon} spin={run.state === "running"}>
          {look.text}
        </Pill>
        <span className="t12">{run.what.map((what) => KINDS[what].text.toLowerCase()).join(", ")}</span>
        <span className="f3 t12">{run.model ? `by ${run.model}` : "by rule"}</span>
        <span className="f2 t12 num">{summary(run)}</span>
        {isLive(run) && <ProgressBar label="Drafts written" done={run.done} total={run.total} className="wo-bar" />}
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
          <summary className="t12">{`${counted(run.faults.length, "clip")} with something to know`}</summary>
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
  const told = [`${run.done} of ${run.total}`];
  if (run.model) told.push(`${amount(run.spent)} spent${run.cap === null ? "" : ` of ${amount(run.cap)}`}`);
  if (run.failed > 0) told.push(`${run.failed} could not be written`);
  if (run.unreadable > 0) told.push(counted(run.unreadable, "unreadable answer"));
  return told.join(" · ");
}
