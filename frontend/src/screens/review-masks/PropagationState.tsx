/** Where the computing stands when there is nothing, or not everything, to review yet. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleX, Hourglass, Info, Pause } from "lucide-react";
import { describe } from "../../api/error";
import { useRequestPropagation } from "../../api/mutations";
import type { Propagation } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ProgressBar } from "../../ui/ProgressBar";
import { toast } from "../../ui/Toast";
import { duration } from "../labels";

export function PropagationState({
  video,
  propagation,
}: {
  readonly video: number;
  readonly propagation: Propagation;
}) {
  const { state, segments_done: done, segments_total: total, error, eta_seconds: left } = propagation;
  const request = useRequestPropagation();
  if (state === "done") return null;
  const again = (
    <Button
      size="sm"
      busy={request.isPending}
      onClick={() => request.mutate(video, { onError: (refused) => toast(describe(refused), "failed") })}
    >
      {state === "failed" ? t`Propagate again` : t`Propagate now`}
    </Button>
  );
  if (state === "queued" || state === "running")
    return (
      <div className="rm-state" role="status">
        <Icon of={Hourglass} tone="info" />
        <span className="nw">
          {state === "queued" ? t`Waiting for a worker` : t`Propagating: ${done} of ${total} segments`}
          {left === null ? "" : t`, about ${duration(left)} left`}
        </span>
        <ProgressBar className="sp" tone="info" label={t`Propagation`} done={done} total={total} />
      </div>
    );
  if (state === "paused")
    return (
      <div className="rm-state" role="status">
        <Icon of={Pause} tone="warn" />
        <span className="sp">
          <Trans>
            Paused at {done} of {total} segments; a lead or inspector resumes it under Machines.
          </Trans>
        </span>
      </div>
    );
  return (
    <div className="rm-state" role={state === "failed" ? "alert" : "status"}>
      <Icon of={state === "failed" ? CircleX : Info} tone={state === "failed" ? "bad" : "f3"} />
      <span className="sp">
        {state === "failed" ? t`Propagation failed: ${error ?? t`no reason given`}` : notYet(propagation)}
      </span>
      {again}
    </div>
  );
}

function notYet({ state, segments_done: done, segments_total: total }: Propagation): string {
  if (state === "paused" || state === "cancelled") return t`Propagation is ${state} at ${done} of ${total} segments.`;
  return done === 0 ? t`Not propagated yet.` : t`${total - done} of ${total} segments are not propagated yet.`;
}
