/** Why: what a finished clip costs in people's time, beside the paper's 9 minutes a video and 7 a frame. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type Period, useMinutes } from "../../api/dashboard";
import { describe } from "../../api/error";
import { filterOf } from "../../api/library";
import type { MinutesKind, Minutes as MinutesTold } from "../../api/types";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { Trend } from "../../ui/Trend";
import { Amount } from "./Amount";
import { kindOf, minutes, PANELS, type PanelLook, partsOf } from "./minutesLook";

const HEIGHT = 150;

export function Minutes({ slug, period }: { slug: string; period: Period }) {
  const told = useMinutes(slug, period);
  if (told.isPending) return <Skeleton rows={3} height={60} />;
  if (told.isError && !told.data) {
    return (
      <LoadError
        title={t`The minutes could not be loaded`}
        text={describe(told.error)}
        onRetry={() => told.refetch()}
      />
    );
  }
  return PANELS.map((look) => <MinutesPanel key={look.piece} slug={slug} told={told.data} look={look} />);
}

function MinutesPanel({ slug, told, look }: { slug: string; told: MinutesTold; look: PanelLook }) {
  const [view, setView] = useState<"line" | "table">("line");
  const whole = kindOf(told, look.piece, "all");
  if (!whole) return null;
  return (
    <Panel
      title={look.title}
      className="overview-chart"
      meta={
        <>
          <span className="f3 t12">{look.step}</span>
          <span className="sp" />
          <Segmented
            label={t`${look.title} as`}
            value={view}
            options={[
              { value: "line", text: t`Line` },
              { value: "table", text: t`Table` },
            ]}
            onChange={setView}
          />
        </>
      }
    >
      {whole.count === 0 ? (
        <EmptyState title={t`No time was counted on what was approved on these days`} />
      ) : (
        <>
          {view === "line" ? <Line slug={slug} whole={whole} look={look} /> : <Days slug={slug} whole={whole} />}
          <Parts slug={slug} told={told} look={look} />
        </>
      )}
    </Panel>
  );
}

function Line({ slug, whole, look }: { slug: string; whole: MinutesKind; look: PanelLook }) {
  const navigate = useNavigate();
  const { days, medians } = useMemo(() => {
    const list = (key: "median" | "low" | "high") => whole.days.map((day) => day[key]);
    return {
      days: whole.days.map(({ day }) => day),
      medians: { median: list("median"), low: list("low"), high: list("high") },
    };
  }, [whole]);
  const reference = useMemo(
    () => (whole.paper === null ? null : { value: whole.paper, text: t`paper ${whole.paper}` }),
    [whole.paper],
  );
  const open = (at: number) => {
    const day = whole.days[at];
    if (day?.count) void navigate({ to: "/p/$project/videos", params: { project: slug }, search: filterOf(day.rows) });
  };
  return (
    <Trend
      label={t`${look.title} on each day, median and quartiles; the table has the numbers`}
      days={days}
      medians={medians}
      reference={reference}
      height={HEIGHT}
      onPick={open}
    />
  );
}

function Days({ slug, whole }: { slug: string; whole: MinutesKind }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no wheel scrolls it with the arrow keys.
    <div className="overview-table minutes-days" tabIndex={0}>
      <table className="tbl" aria-label={t`Minutes by day`}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Approved on</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>Clips</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>Median</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>Quartiles</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {whole.days.map((day) => (
            <tr key={day.day}>
              <td className="num">{day.day}</td>
              <td className="r">
                <Amount slug={slug} of={day} name={t`Clips approved on ${day.day} with counted time`} />
              </td>
              <td className="r num">{minutes(day.median)}</td>
              <td className="r num f2">{day.low === null ? "–" : t`${minutes(day.low)} to ${minutes(day.high)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The figures of the whole period, one a row: all, with suggestions, without them. */
function Parts({ slug, told, look }: { slug: string; told: MinutesTold; look: PanelLook }) {
  return (
    <dl className="minutes-parts t12">
      {partsOf(told, look).map(({ text, kind }) => (
        <div key={text} className="row">
          <dt className="f2 sp ell">{text}</dt>
          <dd className="num f3 nw">
            {kind.piece !== "caption" && t`${pieces(kind)} in `}
            <Amount slug={slug} of={kind} name={t`${text}, clips`} />
            {kind.count === 1 ? t` clip` : t` clips`}
          </dd>
          <dd className="num med nw minutes-median">{kind.median === null ? "–" : t`${minutes(kind.median)} min`}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How many frames or masks there were. */
const pieces = ({ piece, pieces: number }: MinutesKind): string =>
  piece === "mask"
    ? plural(number, { one: "# mask", other: "# masks" })
    : plural(number, { one: "# frame", other: "# frames" });
