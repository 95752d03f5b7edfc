/** Why: a person sees their own numbers beside their own range, the project's median and the paper's; never a ranking. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useDay } from "../../api/activity";
import { describe } from "../../api/error";
import type { Day } from "../../api/types";
import { tag } from "../../language/language";
import { LoadError } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { duration } from "../labels";

export function MyDay({ slug }: { readonly slug: string }) {
  const day = useDay(slug);
  return (
    <section aria-label={t`My day`}>
      <div className="sh">
        <h2>
          <Trans>My day</Trans>
        </h2>
        <span className="sp" />
        {day.data && day.data.seconds > 0 && (
          <span className="f3 t12 num">{t`active ${duration(day.data.seconds)}`}</span>
        )}
      </div>
      {day.isPending && <Skeleton rows={4} height={48} />}
      {day.isError && (
        <LoadError title={t`Your day could not be loaded`} text={describe(day.error)} onRetry={() => day.refetch()} />
      )}
      {day.data && <Figures day={day.data} />}
      {day.data && (
        <p className="f3 t12 day-rule">
          {t`Time runs while you act in a workspace and stops after ${day.data.idle_after} s without input. The clock in its bar shows it.`}
        </p>
      )}
    </section>
  );
}

function Figures({ day }: { readonly day: Day }) {
  const { captions, minutes_a_frame: frame, minutes_a_caption: caption, approved_first_time: first } = day;
  const became = [
    captions.approved && t`${captions.approved} approved`,
    captions.returned && t`${captions.returned} returned`,
    captions.waiting && t`${captions.waiting} waiting`,
  ].filter(Boolean);
  return (
    <>
      <Figure
        name={t`Frames masked`}
        value={String(day.frames)}
        note={day.frames_low === null ? t`Your range comes after four days` : t`Your 4-week day: ${range(day)}`}
      />
      <Figure
        name={t`Captions`}
        value={String(captions.handed_in)}
        note={became.join(", ") || t`None handed in today`}
      />
      <Median name={t`Median per frame`} minutes={frame} />
      <Median name={t`Median per caption`} minutes={caption} />
      <Figure
        name={t`Approved first time`}
        value={first.judged ? String(Math.round((100 * first.approved) / first.judged)) : "–"}
        unit={first.judged ? "%" : undefined}
        note={
          first.judged
            ? t`of ${plural(first.judged, { one: "# last task", other: "# last tasks" })}`
            : t`No task was judged yet`
        }
      />
      <Week day={day} />
    </>
  );
}

const range = ({ frames_low, frames_high }: Day) =>
  frames_low === frames_high ? String(frames_low) : t`${frames_low ?? ""} to ${frames_high ?? ""}`;

function Median({ name, minutes }: { readonly name: string; readonly minutes: Day["minutes_a_frame"] }) {
  const project = minutes.project === null ? "" : t`Project ${minutes.project.toFixed(1)}, `;
  return (
    <Figure
      name={name}
      value={minutes.own === null ? "–" : minutes.own.toFixed(1)}
      unit={minutes.own === null ? undefined : t`min`}
      note={t`${project}ViCaS paper ${minutes.paper} min`}
    />
  );
}

function Figure(props: { name: string; value: string; unit?: string | undefined; note: string }) {
  return (
    <div className="kpi day-kpi">
      <span>{props.name}</span>
      <b>
        {props.value}
        {props.unit && <small className="f3">{` ${props.unit}`}</small>}
      </b>
      <span className="f3 t12 num">{props.note}</span>
    </div>
  );
}

/** Frames of today and the four days before, as bars with their numbers. */
function Week({ day }: { readonly day: Day }) {
  const most = Math.max(...day.week.map(({ frames }) => frames));
  if (most === 0) return null;
  return (
    <ul className="day-week" aria-label={t`Frames masked a day`}>
      {day.week.map(({ days_ago, frames }) => (
        <li key={days_ago} className={days_ago === 0 ? "now" : ""}>
          <span className="day-bar num" style={{ height: `${20 + (16 * frames) / most}px` }}>
            {frames}
          </span>
          <span className="t12 f3">{dayName(days_ago)}</span>
        </li>
      ))}
    </ul>
  );
}

function dayName(ago: number): string {
  const date = new Date();
  date.setDate(date.getDate() - ago);
  return date.toLocaleDateString(tag(), { weekday: "short" });
}
