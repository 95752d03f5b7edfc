/** Why: how each person's work goes, by step, by name; it is a list to talk about, so nobody is ranked. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { type Period, usePace } from "../../api/dashboard";
import type { Dashboard, Pace, Step } from "../../api/types";
import { Avatar } from "../../ui/Avatar";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { Sparkline } from "../../ui/Sparkline";
import { type Column, Table } from "../../ui/Table";
import { Amount } from "./Amount";
import { minutes } from "./minutesLook";

type Row = Dashboard["people"][number];
type Own = Pace["people"][number];

/** Of clips that were judged in the period, the share that was never returned in it. */
const firstPass = ({ approved, returned }: Row): string => {
  const judged = approved.count + returned.count;
  return judged ? `${Math.round((approved.count / judged) * 100)} %` : "–";
};

type Asked = { readonly slug: string; readonly told: Dashboard; readonly period: Period };

export function People({ slug, told, period }: Asked) {
  const [step, setStep] = useState<Step>("masks");
  const pace = usePace(slug, period).data;
  const rows = told.people.filter((row) => row.step === step);
  const own = new Map(pace?.people.filter((one) => one.step === step).map((one) => [one.person.id, one]));
  const columns = [...counted(slug), ...paced(slug, step, pace, own), ...verdicts(slug)];
  return (
    <Panel
      title={t`People`}
      className="overview-people"
      meta={
        <Segmented
          label={t`Step`}
          value={step}
          options={[
            { value: "caption", text: t`Step 1, captions` },
            { value: "masks", text: t`Step 2, masks` },
          ]}
          onChange={setStep}
        />
      }
    >
      {rows.length > 0 ? (
        <div className="overview-table">
          <Table label={t`People`} columns={columns} rows={rows} rowKey={(row) => row.person.id} />
        </div>
      ) : (
        <EmptyState title={t`Nobody's work was judged on these days`}>
          <Trans>Choose more days, or the other step.</Trans>
        </EmptyState>
      )}
    </Panel>
  );
}

function counted(slug: string): readonly Column<Row>[] {
  return [
    {
      key: "person",
      head: t`Annotator`,
      cell: ({ person }) => (
        <span className="overview-person">
          <Avatar name={person.name} small />
          <span className="ell">{person.name}</span>
        </span>
      ),
    },
    {
      key: "approved",
      head: t`Approved`,
      right: true,
      cell: (row) => <Amount slug={slug} of={row.approved} name={t`${row.person.name}, approved`} />,
    },
  ];
}

/** What is read apart from the rest and may come a moment later. */
function paced(
  slug: string,
  step: Step,
  pace: Pace | undefined,
  own: ReadonlyMap<number, Own>,
): readonly Column<Row>[] {
  const days = pace?.people[0]?.days.length ?? 14;
  return [
    {
      key: "days",
      head: <span title={t`clips approved on each of the last days`}>{t`${days} days`}</span>,
      cell: ({ person }) => {
        const found = own.get(person.id);
        return found ? (
          <Sparkline values={found.days} label={t`${person.name}, clips a day: ${found.days.join(", ")}`} />
        ) : null;
      },
    },
    {
      key: "minutes",
      head: (
        <span title={t`median over clips, with all rounds`}>
          {step === "caption" ? t`Min / video` : t`Min / frame`}
        </span>
      ),
      right: true,
      cell: ({ person }) => <Median slug={slug} found={own.get(person.id)} />,
    },
  ];
}

function Median({ slug, found }: { readonly slug: string; readonly found: Own | undefined }) {
  if (!found || found.median === null) return <span className="f3">–</span>;
  const shown = minutes(found.median);
  return (
    <Amount slug={slug} of={found} name={t`${found.person.name}, ${shown} minutes, clips with counted time`}>
      {shown}
    </Amount>
  );
}

function verdicts(slug: string): readonly Column<Row>[] {
  return [
    {
      key: "share",
      head: (
        <span title={t`of the clips that were judged, those that were not returned`}>
          <Trans>First pass</Trans>
        </span>
      ),
      right: true,
      cell: firstPass,
    },
    {
      key: "returned",
      head: t`Returned`,
      right: true,
      cell: (row) => <Amount slug={slug} of={row.returned} name={t`${row.person.name}, returned`} />,
    },
  ];
}
