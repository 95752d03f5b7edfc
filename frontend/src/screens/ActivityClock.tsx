/** Why: whoever is measured sees what is counted and when it stops; nothing is measured beside it. */

import { t } from "@lingui/core/macro";
import { Timer, TimerOff } from "lucide-react";
import { type ActivePlace, useActivity } from "../api/activity";
import type { WorkItem } from "../api/types";
import { Icon } from "../ui/Icon";
import { duration } from "./labels";

type ActivityClockProps = {
  readonly work: Pick<WorkItem, "id" | "can">;
  readonly at?: ActivePlace | undefined;
};

export function ActivityClock({ work, at }: ActivityClockProps) {
  const counted = work.can.edit || work.can.review;
  const time = useActivity(work.id, counted, at);
  if (!counted || !time) return null;
  const rule = t`Time on this task. It counts while you act and stops after ${time.idleAfter} s without input.`;
  return (
    <span className="row g6 t12 f3 nw num" title={rule} data-testid="activity">
      <Icon of={time.idle ? TimerOff : Timer} size="s14" />
      <span className="sr">{rule}</span>
      {time.idle ? t`Paused at ${duration(time.seconds)}` : duration(time.seconds)}
    </span>
  );
}
