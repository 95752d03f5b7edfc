/** Why: which devices compute, on what, and how fast: a card a device, a line a worker. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Cpu } from "lucide-react";
import type { Machine } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { clipNumber, count } from "../labels";
import { byDevice } from "./state";

export function Workers({ workers }: { workers: readonly Machine[] }) {
  if (workers.length === 0)
    return (
      <EmptyState icon={Cpu} title={t`No worker is running`}>
        <Trans>
          What is asked for waits until one is started:{" "}
          <code>
            <Trans>python -m docker.services propagation</Trans>
          </code>
        </Trans>
      </EmptyState>
    );
  return (
    <div className="devices">
      {byDevice(workers).map(([device, group]) => (
        <Panel
          key={device}
          title={device === "cpu" ? t`Processor` : device}
          meta={
            <>
              <span className="sp" />
              <span className="f3 t12 num">{plural(group.length, { one: "# worker", other: "# workers" })}</span>
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
        <Pill tone={busy ? "info" : ""}>{busy ? t`Busy` : t`Idle`}</Pill>
      </span>
      <span className="row f3 t12 num">
        <span className="ell">
          {predictor}, {queue}, {name}
        </span>
        <span className="sp" />
        <span className="nw">
          {segments > 0 && pace !== null
            ? t`${plural(segments, { one: "# segment", other: "# segments" })}, ${pace.toFixed(1)} s each`
            : t`nothing computed yet`}
        </span>
      </span>
    </li>
  );
}

function doing({ busy, clip, frame }: Machine): string {
  if (!busy) return t`Waiting for work`;
  if (clip === null || frame === null) return t`Other work`;
  return t`Clip ${clipNumber(clip)}, from frame ${count(frame)}`;
}
