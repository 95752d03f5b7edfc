/** Why: what waits for a second pair of eyes, by step, the least trusted masks or the longest waiting first. Nobody sees their own work here. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { describe } from "../../api/error";
import { useQueue } from "../../api/queries";
import type { Step, WorkCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { useHotkeys } from "../../ui/hotkeys";
import { Pill } from "../../ui/Pill";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { type Column, Table } from "../../ui/Table";
import { LeastTrust, pictureOf } from "../LeastTrust";
import { clipNumber, clock, count, stages, stepNumber, when } from "../labels";
import { OrderChoice } from "../OrderChoice";
import { inOrder, useReviewOrder } from "../reviewOrder";
import "./review.css";

type Filter = Step | "all";

const COLUMNS: readonly Column<WorkCard>[] = [
  {
    key: "picture",
    head: (
      <span className="sr">
        <Trans>Picture</Trans>
      </span>
    ),
    cell: (work) => <img className="thumb review-pic" src={pictureOf(work)} alt="" loading="lazy" />,
  },
  { key: "clip", head: t`Clip`, cell: ({ clip }) => <span className="med">{clipNumber(clip.number)}</span> },
  { key: "step", head: t`Step`, cell: ({ step }) => stepNumber[step] },
  { key: "author", head: t`Author`, cell: ({ author }) => <span className="f2">{author?.name ?? ""}</span> },
  { key: "round", head: t`Round`, right: true, cell: ({ round }) => round },
  { key: "objects", head: t`Objects`, right: true, cell: ({ clip }) => clip.objects || "–" },
  { key: "trust", head: t`Least trust`, cell: (work) => <LeastTrust work={work} /> },
  { key: "length", head: t`Length`, right: true, cell: ({ clip }) => clock(clip.seconds) },
  {
    key: "state",
    head: t`State`,
    cell: ({ clip }) => (
      <Pill tone={stages[clip.stage].tone} icon={stages[clip.stage].icon}>
        {stages[clip.stage].text}
      </Pill>
    ),
  },
  { key: "since", head: t`Submitted`, right: true, cell: ({ changed }) => <span className="f3">{when(changed)}</span> },
];

export function ReviewScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const navigate = useNavigate();
  const [order, setOrder] = useReviewOrder();
  const queue = useQueue(slug, order);
  const [filter, setFilter] = useState<Filter>("all");
  const [chosen, setChosen] = useState<number | null>(null);
  const all = queue.data?.to_review ?? [];
  const rows = inOrder(
    all.filter(({ step }) => filter === "all" || step === filter),
    order,
  );
  const selected = rows.find(({ id }) => id === chosen) ?? rows[0];
  const open = (work: WorkCard | undefined) => {
    if (work) void navigate({ to: "/work/$work", params: { work: String(work.id) } });
  };
  useHotkeys({ d: () => open(selected) });

  const number = (step: Step) => count(all.filter((work) => work.step === step).length);
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Review</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>never your own work</Trans>
        </span>
        <span className="sp" />
        <OrderChoice order={order} onChange={setOrder} />
        <Segmented
          label={t`Step`}
          value={filter}
          onChange={setFilter}
          options={[
            { value: "all", text: t`All ${count(all.length)}` },
            { value: "caption", text: t`Captions ${number("caption")}` },
            { value: "masks", text: t`Masks ${number("masks")}` },
          ]}
        />
        <Button
          variant="primary"
          keys={["D"]}
          blocked={selected ? undefined : t`Nothing waits for review.`}
          onClick={() => open(selected)}
        >
          {selected ? t`Review ${clipNumber(selected.clip.number)}` : t`Review next`}
        </Button>
      </header>
      <div className="scroll review-list">
        {queue.isPending && (
          <div className="review-state">
            <Skeleton rows={5} height={44} />
          </div>
        )}
        {queue.isError && (
          <div className="review-state">
            <LoadError
              title={t`The list could not be loaded`}
              text={describe(queue.error)}
              onRetry={() => queue.refetch()}
            />
          </div>
        )}
        {queue.data && rows.length === 0 && (
          <div className="review-state">
            <EmptyState title={t`Nothing waits for review`}>
              <Trans>Submissions of others appear here by themselves.</Trans>
            </EmptyState>
          </div>
        )}
        {rows.length > 0 && (
          <Table
            label={t`Submissions waiting`}
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={({ clip, step }) => t`Clip ${clipNumber(clip.number)}, ${stepNumber[step]}`}
            selected={selected?.id ?? null}
            onSelect={({ id }) => setChosen(id)}
            onOpen={open}
          />
        )}
      </div>
    </>
  );
}
