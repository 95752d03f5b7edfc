/** Why: whoever answers for a project sees what the machines do for it, and stops or starts it. */
import { useParams } from "@tanstack/react-router";
import { describe } from "../../api/error";
import { useMachines } from "../../api/queries";
import type { PropagationJob } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { counted, duration } from "../labels";
import { JobTable } from "./JobTable";
import { Workers } from "./Workers";
import "./machines.css";

export function MachinesScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const machines = useMachines(slug);
  return (
    <>
      <header className="page-h">
        <h1>Machines</h1>
        <span className="f3 t12">who computes the masks between keyframes, and what waits</span>
      </header>
      <div className="scroll machines">
        {machines.isPending && <Skeleton rows={5} height={48} />}
        {machines.isError && (
          <LoadError
            title="The machines could not be loaded"
            text={describe(machines.error)}
            onRetry={() => machines.refetch()}
          />
        )}
        {machines.data && (
          <>
            <Workers workers={machines.data.workers} />
            <Panel title="Propagations" meta={<Summary jobs={machines.data.jobs} />} className="machine-jobs">
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
        {jobs.length > 0 && counted(jobs.length, "clip")}
        {left > 0 && `, about ${duration(left)} of work left`}
      </span>
    </>
  );
}
