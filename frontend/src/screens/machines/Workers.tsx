/** Why: which devices compute, on what, and how fast: a card a device, a line a worker. */
import { Cpu } from "lucide-react";
import type { Machine } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { clipNumber, count, counted } from "../labels";
import { byDevice } from "./state";

export function Workers({ workers }: { workers: readonly Machine[] }) {
  if (workers.length === 0)
    return (
      <EmptyState icon={Cpu} title="No worker is running">
        What is asked for waits until one is started: <code>python -m docker.services propagation</code>
      </EmptyState>
    );
  return (
    <div className="devices">
      {byDevice(workers).map(([device, group]) => (
        <Panel
          key={device}
          title={device === "cpu" ? "Processor" : device}
          meta={
            <>
              <span className="sp" />
              <span className="f3 t12 num">{counted(group.length, "worker")}</span>
            </>
          }
        >
          <ul className="workers">
            {group.map((worker) => (
              <WorkerLine key={worker.name} worker={worker} />
            ))}
          </ul>
        </Panel>
      ))}
    </div>
  );
}

function WorkerLine({ worker }: { worker: Machine }) {
  const { name, queue, predictor, busy, segments, seconds_a_segment: pace } = worker;
  return (
    <li>
      <span className="row">
        <span className="med ell" title={name}>
          {doing(worker)}
        </span>
        <span className="sp" />
        <Pill tone={busy ? "info" : ""}>{busy ? "Busy" : "Idle"}</Pill>
      </span>
      <span className="row f3 t12 num">
        <span className="ell">
          {predictor}, {queue}, {name}
        </span>
        <span className="sp" />
        <span className="nw">
          {segments > 0 && pace !== null
            ? `${counted(segments, "segment")}, ${pace.toFixed(1)} s each`
            : "nothing computed yet"}
        </span>
      </span>
    </li>
  );
}

function doing({ busy, clip, frame }: Machine): string {
  if (!busy) return "Waiting for work";
  if (clip === null || frame === null) return "Other work";
  return `Clip ${clipNumber(clip)}, from frame ${count(frame)}`;
}
