/** Why: what the line gets done, day by day: as bars, or as a table whose numbers lead to the clips. */
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
      title="Clips per day"
      className="overview-chart"
      meta={
        <>
          <span className="key f2 t11">
            <i className="key-captioned" /> captioned
          </span>
          <span className="key f2 t11">
            <i className="key-masked" /> masked
          </span>
          <span className="sp" />
          <Segmented
            label="Clips per day as"
            value={view}
            options={[
              { value: "bars", text: "Bars" },
              { value: "table", text: "Table" },
            ]}
            onChange={setView}
          />
        </>
      }
    >
      {none && (
        <EmptyState title="Nothing was approved on these days">
          The first numbers come with the first approval.
        </EmptyState>
      )}
      {!none && view === "bars" && (
        <Chart
          label="Clips captioned and masked on each day; the table has the numbers"
          days={days}
          bars={bars}
          height={168}
          onPick={open}
        />
      )}
      {!none && view === "table" && (
        <div className="overview-table">
          <table className="tbl" aria-label="Clips per day">
            <thead>
              <tr>
                <th scope="col">Day, UTC</th>
                <th scope="col" className="r">
                  Captioned
                </th>
                <th scope="col" className="r">
                  Masked
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ day, caption, masks }) => (
                <tr key={day}>
                  <td className="num">{day}</td>
                  <td className="r">
                    <Amount slug={slug} of={caption} name={`Captioned on ${day}`} />
                  </td>
                  <td className="r">
                    <Amount slug={slug} of={masks} name={`Masked on ${day}`} />
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
