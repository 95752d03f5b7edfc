/** Why: a person sees their own numbers beside their own range, the project's median and the paper's; never a ranking. */
import { useDay } from "../../api/activity";
import { describe } from "../../api/error";
import type { Day } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { counted, duration } from "../labels";

export function MyDay({ slug }: { readonly slug: string }) {
  const day = useDay(slug);
  return (
    <section aria-label="My day">
      <div className="sh">
        <h2>My day</h2>
        <span className="sp" />
        {day.data && day.data.seconds > 0 && (
          <span className="f3 t12 num">{`active ${duration(day.data.seconds)}`}</span>
        )}
      </div>
      {day.isPending && <Skeleton rows={4} height={48} />}
      {day.isError && (
        <LoadError title="Your day could not be loaded" text={describe(day.error)} onRetry={() => day.refetch()} />
      )}
      {day.data && <Figures day={day.data} />}
      {day.data && (
        <p className="f3 t12 day-rule">
          {`Time runs while you act in a workspace and stops after ${day.data.idle_after} s without input. The clock in its bar shows it.`}
        </p>
      )}
    </section>
  );
}

function Figures({ day }: { readonly day: Day }) {
  const { captions, minutes_a_frame: frame, minutes_a_caption: caption, approved_first_time: first } = day;
  const became = [
    captions.approved && `${captions.approved} approved`,
    captions.returned && `${captions.returned} returned`,
    captions.waiting && `${captions.waiting} waiting`,
  ].filter(Boolean);
  return (
    <>
      <Figure
        name="Frames masked"
        value={String(day.frames)}
        note={day.frames_low === null ? "Your range comes after four days" : `Your 4-week day: ${range(day)}`}
      />
      <Figure name="Captions" value={String(captions.handed_in)} note={became.join(", ") || "None handed in today"} />
      <Median name="Median per frame" minutes={frame} />
      <Median name="Median per caption" minutes={caption} />
      <Figure
        name="Approved first time"
        value={first.judged ? String(Math.round((100 * first.approved) / first.judged)) : "–"}
        unit={first.judged ? "%" : undefined}
        note={first.judged ? `of ${counted(first.judged, "last task")}` : "No task was judged yet"}
      />
      <Week day={day} />
    </>
  );
}

const range = ({ frames_low, frames_high }: Day) =>
  frames_low === frames_high ? String(frames_low) : `${frames_low} to ${frames_high}`;

function Median({ name, minutes }: { readonly name: string; readonly minutes: Day["minutes_a_frame"] }) {
  const project = minutes.project === null ? "" : `Project ${minutes.project.toFixed(1)}, `;
  return (
    <Figure
      name={name}
      value={minutes.own === null ? "–" : minutes.own.toFixed(1)}
      unit={minutes.own === null ? undefined : "min"}
      note={`${project}ViCaS paper ${minutes.paper} min`}
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
    <ul className="day-week" aria-label="Frames masked a day">
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
  return date.toLocaleDateString("en-GB", { weekday: "short" });
}
