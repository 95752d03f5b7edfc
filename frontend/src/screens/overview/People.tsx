/** Why: whose work passed and whose came back, by step, by name; it is a list to talk about, so nobody is ranked. */
import { useState } from "react";
import type { Dashboard, Step } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { type Column, Table } from "../../ui/Table";
import { Amount } from "./Amount";

type Row = Dashboard["people"][number];

/** Of clips that were judged in the period, the share that was returned at least once. */
const share = ({ approved, returned }: Row): string => {
  const judged = approved.count + returned.count;
  return judged ? `${Math.round((returned.count / judged) * 100)} %` : "–";
};

export function People({ slug, told }: { slug: string; told: Dashboard }) {
  const [step, setStep] = useState<Step>("masks");
  const rows = told.people.filter((row) => row.step === step);
  const number = (key: "approved" | "returned"): Column<Row> => ({
    key,
    head: key === "approved" ? "Approved" : "Returned",
    right: true,
    cell: (row) => <Amount slug={slug} of={row[key]} name={`${row.person.name}, ${key}`} />,
  });
  const columns: readonly Column<Row>[] = [
    { key: "person", head: "Annotator", cell: (row) => row.person.name },
    number("approved"),
    number("returned"),
    {
      key: "share",
      head: <span title="returned of all verdicts on clips">Return rate</span>,
      right: true,
      cell: share,
    },
  ];
  return (
    <Panel
      title="People"
      className="overview-people"
      meta={
        <Segmented
          label="Step"
          value={step}
          options={[
            { value: "caption", text: "Step 1, captions" },
            { value: "masks", text: "Step 2, masks" },
          ]}
          onChange={setStep}
        />
      }
    >
      {rows.length > 0 ? (
        <div className="overview-table">
          <Table label="People" columns={columns} rows={rows} rowKey={(row) => row.person.id} />
        </div>
      ) : (
        <EmptyState title="Nobody's work was judged on these days">Choose more days, or the other step.</EmptyState>
      )}
    </Panel>
  );
}
