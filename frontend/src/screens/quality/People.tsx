/** Why: each person and step with their own range beside everybody's; no ranking, the rows go by name. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Users } from "lucide-react";
import type { Measure, Measured } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { Pill } from "../../ui/Pill";
import { type Column, Table } from "../../ui/Table";
import { count } from "../labels";
import { againstName, score, scoreName, signed } from "./score";

export function People({ people, low }: { readonly people: readonly Measured[]; readonly low: number }) {
  if (people.length === 0)
    return (
      <EmptyState icon={Users} title={t`Nothing was handed in yet`}>
        <Trans>
          A person appears here with their first submission, and with scores after their first second annotation.
        </Trans>
      </EmptyState>
    );
  const columns: readonly Column<Measured>[] = [
    { key: "person", head: t`Person`, cell: ({ person }) => <span className="med">{person.name}</span> },
    { key: "step", head: t`Step`, cell: ({ step }) => (step === "caption" ? t`Caption` : t`Masks`) },
    { key: "submitted", head: t`Handed in`, right: true, cell: ({ submitted }) => num(submitted) },
    { key: "inspected", head: t`Inspected`, right: true, cell: ({ inspected }) => num(inspected) },
    { key: "returned", head: t`Came back`, right: true, cell: ({ returned }) => num(returned) },
    { key: "gold", head: t`Against gold`, cell: ({ measures }) => <Measures of={measures} kind="gold" low={low} /> },
    {
      key: "double",
      head: t`Against colleagues`,
      cell: ({ measures }) => <Measures of={measures} kind="double" low={low} />,
    },
  ];
  return (
    <Table label={t`People`} columns={columns} rows={people} rowKey={({ person, step }) => `${person.id} ${step}`} />
  );
}

const num = (value: number) => <span className="num">{count(value)}</span>;

function Measures(props: { readonly of: readonly Measure[]; readonly kind: Measure["kind"]; readonly low: number }) {
  const shown = props.of.filter(({ kind }) => kind === props.kind);
  if (shown.length === 0)
    return (
      <span className="f3">
        <Trans>none yet</Trans>
      </span>
    );
  return (
    <div className="measures">
      {shown.map((measure) => (
        <MeasureRow key={measure.what} measure={measure} low={props.low} />
      ))}
    </div>
  );
}

function MeasureRow({ measure, low }: { readonly measure: Measure; readonly low: number }) {
  const { what, kind, summary, everybody, drift } = measure;
  const words = t`${scoreName[what]} against ${againstName[kind]}: median ${score(summary.median)}, half between ${score(
    summary.low,
  )} and ${score(summary.high)}; everybody's median ${score(everybody.median)}`;
  return (
    <div className="measure">
      <span className="f2">{scoreName[what]}</span>
      <svg viewBox="0 0 100 12" className="measure-range" role="img" aria-label={words}>
        <title>{words}</title>
        <rect className="ground" x="0" y="4" width="100" height="4" rx="2" />
        <rect
          className={summary.median < low ? "range low" : "range"}
          x={100 * summary.low}
          y="3"
          width={Math.max(1.5, 100 * (summary.high - summary.low))}
          height="6"
          rx="2"
        />
        <line className="everybody" x1={100 * everybody.median} x2={100 * everybody.median} y1="0" y2="12" />
      </svg>
      <span className={summary.median < low ? "num bad" : "num"}>{score(summary.median)}</span>
      <span className="f3 t11 num">
        <Trans>of {count(summary.count)}</Trans>
      </span>
      {drift?.certain && (
        <Pill tone={drift.difference < 0 ? "warn" : "info"}>
          {t`${signed(drift.difference)} lately (${signed(drift.low)} to ${signed(drift.high)})`}
        </Pill>
      )}
    </div>
  );
}
