/** Why: a disagreement is worth more than an average: the pairs that agree least are one key away. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Scale } from "lucide-react";
import type { Pair } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { Pill } from "../../ui/Pill";
import { type Column, Table } from "../../ui/Table";
import { clipNumber } from "../labels";
import { score, scoreName } from "./score";

export function Pairs(props: {
  readonly pairs: readonly Pair[];
  readonly low: number;
  readonly chosen: number | null;
  readonly onChoose: (video: number) => void;
}) {
  if (props.pairs.length === 0)
    return (
      <EmptyState icon={Scale} title={t`No clip was annotated a second time yet`}>
        <Trans>
          Set below how often a known clip is mixed in and how much is done twice; it begins with what is handed in
          next.
        </Trans>
      </EmptyState>
    );
  const columns: readonly Column<Pair>[] = [
    {
      key: "clip",
      head: t`Clip`,
      cell: ({ original_clip: clip, name }) => (
        <>
          <span className="med">{clipNumber(clip)}</span> <span className="f3 t11">{name}</span>
        </>
      ),
    },
    { key: "step", head: t`Step`, cell: ({ step }) => (step === "caption" ? t`Caption` : t`Masks`) },
    {
      key: "who",
      head: t`Who`,
      cell: ({ person, colleague }) => (
        <>
          {person.name} <span className="f3">{colleague ? t`and ${colleague.name}` : t`against gold`}</span>
        </>
      ),
    },
    { key: "scores", head: t`Agreement`, cell: (pair) => <Scores pair={pair} low={props.low} /> },
  ];
  return (
    <Table
      label={t`Second annotations`}
      columns={columns}
      rows={props.pairs}
      rowKey={({ video }) => video}
      rowName={({ original_clip: clip, step }) => t`Clip ${clipNumber(clip)}, ${step}`}
      selected={props.chosen}
      onSelect={({ video }) => props.onChoose(video)}
    />
  );
}

function Scores({ pair, low }: { readonly pair: Pair; readonly low: number }) {
  if (!pair.scored)
    return (
      <span className="f3">
        <Trans>not handed in yet</Trans>
      </span>
    );
  return (
    <span className="row quality-scores">
      {pair.scores.map(({ what, value }) => (
        <Pill key={what} tone={value < low ? "bad" : "ok"}>
          {scoreName[what]} {score(value)}
        </Pill>
      ))}
    </span>
  );
}
