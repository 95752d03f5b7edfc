/** Why: whoever answers for a project sees what the machines do for it, and stops or starts it. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { describe } from "../../api/error";
import { useMachines } from "../../api/queries";
import type { PropagationJob } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { duration } from "../labels";
import { JobTable } from "./JobTable";
import { Workers } from "./Workers";
import "./machines.css";

export function MachinesScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const machines = useMachines(slug);
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Machines</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>who computes the masks between keyframes, and what waits</Trans>
        </span>
      </header>
      <div className="scroll machines">
        {machines.isPending && <Skeleton rows={5} height={48} />}
        {machines.isError && (
          <LoadError
            title={t`The machines could not be loaded`}
            text={describe(machines.error)}
            onRetry={() => machines.refetch()}
          />
        )}
        {machines.data && (
          <>
            <Workers workers={machines.data.workers} />
            <Panel title={t`Propagations`} meta={<Summary jobs={machines.data.jobs} />} className="machine-jobs">
              <JobTable slug={slug} jobs={machines.data.jobs} />
            </Panel>
          </>
        )}
      </div>
    </>
  );
}

function Summary({ jobs }: { jobs: readonly PropagationJob[] }) {
  const left = jobs.reduce((sum, { eta_seconds: eta }) => sum + (eta ?? 0), 0);
  return (
    <>
      <span className="sp" />
      <span className="f3 t12 num">
        {jobs.length > 0 && plural(jobs.length, { one: "# clip", other: "# clips" })}
        {left > 0 && t`, about ${duration(left)} of work left`}
      </span>
    </>
  );
}
