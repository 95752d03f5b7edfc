/** Why: what the line gets done, day by day: as bars, or as a table whose numbers lead to the clips. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { filterOf } from "../../api/library";
import type { Dashboard } from "../../api/types";
import { type Bars, Chart } from "../../ui/Chart";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { Amount } from "./Amount";

export function Days({ slug, told }: { slug: string; told: Dashboard }) {
  const [view, setView] = useState<"bars" | "table">("bars");
  const navigate = useNavigate();
  const rows = told.days;
  const days = useMemo(() => rows.map(({ day }) => day), [rows]);
  const bars = useMemo(
    (): readonly Bars[] => [
      { name: "captioned", colour: "--viz-1", values: rows.map(({ caption }) => caption.count) },
      { name: "masked", colour: "--viz-2", values: rows.map(({ masks }) => masks.count) },
    ],
    [rows],
  );
  const none = bars.every(({ values }) => values.every((value) => value === 0));
  const open = (at: number) => {
    const day = rows[at];
    const busier = day && (day.caption.count >= day.masks.count ? day.caption : day.masks);
    if (busier?.count)
      void navigate({ to: "/p/$project/videos", params: { project: slug }, search: filterOf(busier.rows) });
  };
  return (
    <Panel
      title={t`Clips per day`}
      className="overview-chart"
      meta={
        <>
          <span className="key f2 t11">
            <i className="key-captioned" /> <Trans>captioned</Trans>
          </span>
          <span className="key f2 t11">
            <i className="key-masked" /> <Trans>masked</Trans>
          </span>
          <span className="sp" />
          <Segmented
            label={t`Clips per day as`}
            value={view}
            options={[
              { value: "bars", text: t`Bars` },
              { value: "table", text: t`Table` },
            ]}
            onChange={setView}
          />
        </>
      }
    >
      {none && (
        <EmptyState title={t`Nothing was approved on these days`}>
          <Trans>The first numbers come with the first approval.</Trans>
        </EmptyState>
      )}
      {!none && view === "bars" && (
        <Chart
          label={t`Clips captioned and masked on each day; the table has the numbers`}
          days={days}
          bars={bars}
          height={168}
          onPick={open}
        />
      )}
      {!none && view === "table" && (
        <div className="overview-table">
          <table className="tbl" aria-label={t`Clips per day`}>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Day, UTC</Trans>
                </th>
                <th scope="col" className="r">
                  <Trans>Captioned</Trans>
                </th>
                <th scope="col" className="r">
                  <Trans>Masked</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ day, caption, masks }) => (
                <tr key={day}>
                  <td className="num">{day}</td>
                  <td className="r">
                    <Amount slug={slug} of={caption} name={t`Captioned on ${day}`} />
                  </td>
                  <td className="r">
                    <Amount slug={slug} of={masks} name={t`Masked on ${day}`} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
