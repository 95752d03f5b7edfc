/** Why: each batch in a row: where its clips are, each number a link to them, and what can be done with all of them. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Ellipsis, Play, Snowflake, Trash2 } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { filterOf } from "../../api/library";
import { fetchSelection, useDeleteBatch, useFreezeBatch } from "../../api/planning";
import type { Batch, BatchStages } from "../../api/types";
import { tag } from "../../language/language";
import { buttonClass } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Pill } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { type Column, Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { count, stages as looks, when } from "../labels";
import { PlanDialog } from "../PlanDialog";
import type { PlanKind } from "../planning";
import { NameDialog } from "./NameDialog";

interface Row {
  readonly batch: Batch;
  readonly stages: BatchStages | undefined;
}

interface Planning {
  readonly kind: PlanKind;
  readonly videos: readonly number[];
}

interface BatchTableProps {
  readonly slug: string;
  readonly batches: readonly Batch[];
  readonly stages: readonly BatchStages[];
  readonly lead: boolean;
}

export function BatchTable({ slug, batches, stages, lead }: BatchTableProps) {
  const [renaming, setRenaming] = useState<Batch | null>(null);
  const [planning, setPlanning] = useState<Planning | null>(null);
  const rows = batches.map((batch) => ({ batch, stages: stages.find((each) => each.batch === batch.id) }));
  const plan = async (kind: PlanKind, batch: number) => {
    try {
      setPlanning({ kind, videos: await fetchSelection(slug, { batch }) });
    } catch (failure) {
      toast(describe(failure), "failed");
    }
  };
  const columns: readonly Column<Row>[] = [
    { key: "name", head: t`Batch`, cell: (row) => <Name slug={slug} {...row} /> },
    { key: "state", head: t`Now`, cell: ({ batch }) => <State batch={batch} /> },
    { key: "done", head: t`Ready`, cell: (row) => <Ready {...row} /> },
    { key: "stages", head: t`Where its clips are`, cell: (row) => <Stages slug={slug} {...row} /> },
    {
      key: "deadline",
      head: t`Due first`,
      right: true,
      cell: ({ stages: of }) =>
        of?.deadline ? (
          <Deadline at={of.deadline} />
        ) : (
          <span className="f3">
            <Trans>none</Trans>
          </span>
        ),
    },
    {
      key: "acts",
      head: (
        <span className="sr">
          <Trans>Actions</Trans>
        </span>
      ),
      right: true,
      cell: (row) => <Acts slug={slug} lead={lead} {...row} onRename={setRenaming} onPlan={plan} />,
    },
  ];
  return (
    <>
      <Table label={t`Batches`} columns={columns} rows={rows} rowKey={({ batch }) => batch.id} />
      {renaming && <NameDialog slug={slug} batch={renaming} onClose={() => setRenaming(null)} />}
      {planning && <PlanDialog slug={slug} {...planning} onClose={() => setPlanning(null)} />}
    </>
  );
}

function Name({ slug, batch, stages }: Row & { slug: string }) {
  return (
    <span className="col">
      <Link
        to="/p/$project/videos"
        params={{ project: slug }}
        search={{ batch: batch.id }}
        className="med lnk batch-name"
      >
        {batch.name}
      </Link>
      <span className="f3 t11">{t`${plural(stages?.clips ?? 0, { one: "# clip", other: "# clips" })}, made by ${batch.by.name}, ${when(batch.made)}`}</span>
    </span>
  );
}

function State({ batch: { frozen } }: { batch: Batch }) {
  if (!frozen)
    return (
      <span className="f2">
        <Trans>goes on</Trans>
      </span>
    );
  return (
    <Pill tone="info" icon={Snowflake}>
      {t`Frozen ${when(frozen)}`}
    </Pill>
  );
}

function Ready({ batch, stages }: Row) {
  const all = stages?.clips ?? 0;
  const ready = stages?.stages.find(({ stage }) => stage === "ready")?.count ?? 0;
  return (
    <span className="row g6">
      <ProgressBar
        label={t`Clips of ${batch.name} that are ready`}
        done={ready}
        total={all}
        tone="ok"
        className="batch-bar"
      />
      <span className="num f2 t12 nw">{`${count(ready)} / ${count(all)}`}</span>
    </span>
  );
}

function Stages({ slug, batch, stages }: Row & { slug: string }) {
  if (!stages)
    return (
      <span className="f3">
        <Trans>no clips</Trans>
      </span>
    );
  return (
    <ul className="batch-stages">
      {stages.stages.map(({ stage, count: clips, rows }) => (
        <li key={stage}>
          <Link
            to="/p/$project/videos"
            params={{ project: slug }}
            search={filterOf(rows)}
            className="lnk num"
            aria-label={`${batch.name}, ${looks[stage].text}: ${count(clips)}`}
          >
            {count(clips)}
          </Link>{" "}
          <span className="f2 t12">{looks[stage].text.toLowerCase()}</span>
        </li>
      ))}
    </ul>
  );
}

function Deadline({ at }: { at: string }) {
  const over = Date.parse(at) < Date.now();
  return <span className={over ? "bad nw" : "nw"}>{over ? t`over since ${day(at)}` : day(at)}</span>;
}

const day = (iso: string): string =>
  new Date(iso).toLocaleString(tag(), { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

function Acts(
  props: Row & {
    slug: string;
    lead: boolean;
    onRename: (batch: Batch) => void;
    onPlan: (kind: PlanKind, batch: number) => void;
  },
) {
  const { slug, lead, batch, stages, onRename, onPlan } = props;
  const freeze = useFreezeBatch(slug);
  const remove = useDeleteBatch(slug);
  const gone = () => remove.mutate(batch.id, { onError: (failure) => toast(describe(failure), "failed") });
  const frozen = batch.frozen !== null;
  const turn = () =>
    freeze.mutate({ id: batch.id, frozen: !frozen }, { onError: (failure) => toast(describe(failure), "failed") });
  const whole = (kind: PlanKind, text: string) => ({ key: kind, text, act: () => onPlan(kind, batch.id) });
  const items = [
    {
      key: "freeze",
      text: (
        <>
          <Icon of={frozen ? Play : Snowflake} size="s14" />
          {frozen ? t`Let it go on` : t`Freeze`}
        </>
      ),
      act: turn,
    },
    { key: "rename", text: t`Rename…`, act: () => onRename(batch) },
    ...(stages
      ? [
          whole("deadline", t`Deadline of all its clips…`),
          whole("priority", t`Priority of all its clips…`),
          whole("person", t`Assign all its clips to…`),
          whole("batch", t`Put all its clips elsewhere…`),
        ]
      : []),
    ...(lead && batch.total === 0
      ? [
          {
            key: "delete",
            text: (
              <>
                <Icon of={Trash2} size="s14" />
                <Trans>Delete</Trans>
              </>
            ),
            act: gone,
          },
        ]
      : []),
  ];
  return (
    <Menu
      label={t`Actions for ${batch.name}`}
      items={items}
      className={buttonClass("ghost", "sm", "icon")}
      place="batch-acts"
    >
      <span className="sr">{t`Actions for ${batch.name}`}</span>
      <Icon of={Ellipsis} size="s14" />
    </Menu>
  );
}
