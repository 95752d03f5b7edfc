/** Why: a task that is due, urgent or kept for somebody says so wherever it is offered. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CalendarClock, ChevronsUp, UserCheck } from "lucide-react";
import type { WorkItem } from "../../api/types";
import { Pill } from "../../ui/Pill";
import { timeOfDay, whenShort } from "../labels";

const DAY = 24 * 60 * 60_000;

export function Due({ work, now = Date.now() }: { readonly work: WorkItem; readonly now?: number }) {
  const due = work.deadline === null ? null : Date.parse(work.deadline);
  return (
    <>
      {due !== null && work.deadline !== null && (
        <Pill tone={due < now ? "bad" : due < now + DAY ? "warn" : "line"} icon={CalendarClock}>
          {due < now ? t`Overdue since` : t`Due`} {whenIs(work.deadline, now)}
        </Pill>
      )}
      {work.priority > 0 && (
        <Pill tone="warn" icon={ChevronsUp}>
          <Trans>Urgent</Trans>
        </Pill>
      )}
      {work.reserved_for && work.state === "ready" && (
        <Pill tone="info" icon={UserCheck}>
          <Trans>Reserved for you</Trans>
        </Pill>
      )}
    </>
  );
}

/** A day and a time that may lie ahead: "17:00", "14 Nov, 17:00". */
function whenIs(iso: string, now: number): string {
  const today = new Date(now).toDateString() === new Date(iso).toDateString();
  return today ? timeOfDay(iso) : `${whenShort(iso, new Date(iso))}, ${timeOfDay(iso)}`;
}
