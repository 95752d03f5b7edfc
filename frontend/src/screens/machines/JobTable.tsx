/** Why: every clip whose masks are not all computed, with what holds it up and what can be done about it. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleStop, type LucideIcon, Pause, Play, RotateCcw } from "lucide-react";
import { describe } from "../../api/error";
import { type PropagationVerb, useSteerPropagation } from "../../api/mutations";
import type { PropagationJob } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Pill } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { type Column, Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { clipNumber, count, duration, when } from "../labels";
import { looks, urgency } from "./state";

const VERBS: Record<PropagationVerb, { readonly text: string; readonly icon: LucideIcon }> = {
  pause: { text: t`Pause`, icon: Pause },
  resume: { text: t`Resume`, icon: Play },
  cancel: { text: t`Cancel`, icon: CircleStop },
  retry: { text: t`Try again`, icon: RotateCcw },
};

const COLUMNS: readonly Column<PropagationJob>[] = [
  {
    key: "clip",
    head: t`Clip`,
    cell: ({ number, name }) => (
      <>
        <span className="med">{clipNumber(number)}</span>{" "}
        <span className="f3 t11 ell" title={name}>
          {name}
        </span>
      </>
    ),
  },
  {
    key: "state",
    head: t`State`,
    cell: ({ state }) => (
      <Pill tone={looks[state].tone} icon={looks[state].icon} spin={state === "running"}>
        {looks[state].text}
      </Pill>
    ),
  },
  { key: "priority", head: t`Priority`, cell: ({ priority }) => <span className="f2">{urgency(priority)}</span> },
  {
    key: "progress",
    head: t`Segments`,
    cell: ({ number, segments_done: done, segments_total: total, state }) => (
      <span className="row machine-progress">
        <ProgressBar
          label={t`Progress of clip ${clipNumber(number)}`}
          done={done}
          total={total}
          tone={state === "failed" ? "bad" : "info"}
          className="sp"
        />
        <span className="num nw f2">
          {count(done)} / {count(total)}
        </span>
      </span>
    ),
  },
  { key: "workers", head: t`Workers`, right: true, cell: ({ workers }) => workers.length || "–" },
  {
    key: "eta",
    head: t`Left`,
    right: true,
    cell: ({ eta_seconds: eta }) => <span className="nw">{eta === null ? "–" : duration(eta)}</span>,
  },
  { key: "attempt", head: t`Tries`, right: true, cell: ({ attempt }) => attempt || "–" },
  { key: "reason", head: t`Reason`, cell: (row) => <Reason row={row} /> },
  { key: "queued", head: t`Asked`, right: true, cell: (row) => <span className="f3 nw">{when(row.queued_at)}</span> },
];

export function JobTable({ slug, jobs }: { slug: string; jobs: readonly PropagationJob[] }) {
  const steer: Column<PropagationJob> = {
    key: "steer",
    head: (
      <span className="sr">
        <Trans>What to do</Trans>
      </span>
    ),
    right: true,
    cell: (row) => <Steering slug={slug} row={row} />,
  };
  if (jobs.length === 0)
    return (
      <EmptyState title={t`Nothing to compute`}>
        <Trans>
          Clips appear here by themselves when their masks are handed in, and leave when every frame is computed.
        </Trans>
      </EmptyState>
    );
  return <Table label={t`Propagations`} columns={[...COLUMNS, steer]} rows={jobs} rowKey={({ video }) => video} />;
}

function Reason({ row: { error, previous_error: previous } }: { row: PropagationJob }) {
  const text = error ?? (previous && t`Before: ${previous}`);
  if (!text) return null;
  return (
    <span className={`machine-reason t12 ${error ? "bad" : "f3"}`} title={text}>
      {text}
    </span>
  );
}

function Steering({ slug, row }: { slug: string; row: PropagationJob }) {
  const steer = useSteerPropagation(slug);
  const clip = clipNumber(row.number);
  return (
    <span className="row g4 machine-verbs">
      {looks[row.state].verbs.map((verb) => (
        <Button
          key={verb}
          size="sm"
          variant={verb === "cancel" ? "ghost" : "plain"}
          icon={VERBS[verb].icon}
          aria-label={t`${VERBS[verb].text}: clip ${clip}`}
          busy={steer.isPending && steer.variables.verb === verb}
          blocked={steer.isPending ? t`One thing at a time.` : undefined}
          onClick={() =>
            steer.mutate({ video: row.video, verb }, { onError: (refused) => toast(describe(refused), "failed") })
          }
        >
          {VERBS[verb].text}
        </Button>
      ))}
    </span>
  );
}
