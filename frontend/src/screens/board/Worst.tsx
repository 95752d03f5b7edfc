/** Why: a mean hides where a model fails; the worst comes first, and leads to its masks. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { usePredictedPrompts, usePredictedVideos } from "../../api/board";
import { describe } from "../../api/error";
import type { PredictedPrompt, PredictedVideo, PredictionSet } from "../../api/types";
import { Button } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { type Column, Table } from "../../ui/Table";
import { clipNumber } from "../labels";
import { Paging } from "../Paging";
import { percent } from "./standing";

const AT_ONCE = 50;

const VIDEOS: readonly Column<PredictedVideo>[] = [
  { key: "number", head: t`Clip`, cell: ({ number }) => clipNumber(number) },
  { key: "name", head: t`Name`, cell: ({ name }) => <span className="ell">{name}</span> },
  { key: "prompts", head: t`Prompts`, right: true, cell: ({ prompts }) => prompts },
  { key: "ap", head: t`AP`, right: true, sorted: "ascending", cell: ({ ap }) => percent(ap) },
  { key: "ca", head: t`CA`, right: true, cell: ({ caption_accuracy }) => caption_accuracy?.toFixed(1) ?? "–" },
];

const PROMPTS: readonly Column<PredictedPrompt>[] = [
  { key: "number", head: t`Clip`, cell: ({ number }) => clipNumber(number) },
  { key: "text", head: t`Prompt`, cell: ({ text }) => text },
  { key: "tracks", head: t`Objects`, right: true, cell: ({ tracks }) => tracks },
  { key: "predicted", head: t`Predicted`, right: true, cell: ({ predicted }) => predicted },
  {
    key: "found",
    head: t`Found at 50, 75, 90`,
    right: true,
    cell: ({ found_50, found_75, found_90 }) => `${found_50}, ${found_75}, ${found_90}`,
  },
  { key: "ap", head: t`AP`, right: true, sorted: "ascending", cell: ({ ap }) => percent(ap) },
];

interface VideosProps {
  readonly set: PredictionSet;
  readonly chosen: number | null;
  readonly onChoose: (number: number) => void;
}

export function WorstVideos({ set, chosen, onChoose }: VideosProps) {
  const [offset, setOffset] = useState(0);
  const query = usePredictedVideos(set.id, offset, set.state === "scored");
  const total = query.data?.total ?? 0;
  return (
    <Panel
      title={t`Videos`}
      meta={
        <span className="f3 t12 num">
          <Trans>{plural(total, { one: "# video", other: "# videos" })}, the worst first</Trans>
        </span>
      }
    >
      <Loading query={query} />
      {query.data && (
        <Table
          label={t`Videos, the worst first`}
          columns={VIDEOS}
          rows={query.data.videos}
          rowKey={({ number }) => number}
          rowName={({ number }) => t`Clip ${clipNumber(number)}`}
          selected={chosen}
          onSelect={({ number }) => onChoose(number)}
        />
      )}
      <Paging offset={offset} atOnce={AT_ONCE} total={total} onOffset={setOffset} />
    </Panel>
  );
}

interface PromptsProps {
  readonly set: PredictionSet;
  /** The clip whose prompts are shown; null: all. */
  readonly clip: number | null;
  readonly place: number | null;
  readonly onChoose: (number: number, place: number) => void;
  readonly onAll: () => void;
}

const keyOf = (number: number, place: number) => `${number} ${place}`;

export function WorstPrompts({ set, clip, place, onChoose, onAll }: PromptsProps) {
  const [at, setAt] = useState({ clip, offset: 0 });
  const offset = at.clip === clip ? at.offset : 0;
  const query = usePredictedPrompts(set.id, clip, offset, set.state === "scored");
  const total = query.data?.total ?? 0;
  const told = t`${plural(total, { one: "# prompt", other: "# prompts" })}${clip === null ? "" : t` of clip ${clipNumber(clip)}`}, the worst first`;
  return (
    <Panel
      title={t`Prompts`}
      meta={
        <>
          <span className="f3 t12 num">{told}</span>
          {clip !== null && (
            <Button size="sm" variant="ghost" onClick={onAll}>
              <Trans>Of all videos</Trans>
            </Button>
          )}
        </>
      }
    >
      <Loading query={query} />
      {query.data && (
        <Table
          label={t`Prompts, the worst first`}
          columns={PROMPTS}
          rows={query.data.prompts}
          rowKey={(row) => keyOf(row.number, row.place)}
          rowName={({ text }) => text}
          selected={clip !== null && place !== null ? keyOf(clip, place) : null}
          onSelect={(row) => onChoose(row.number, row.place)}
        />
      )}
      <Paging offset={offset} atOnce={AT_ONCE} total={total} onOffset={(next) => setAt({ clip, offset: next })} />
    </Panel>
  );
}

interface Query {
  readonly data: unknown;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

export function Loading({ query }: { query: Query }) {
  if (query.data) return null;
  if (!query.error) return <Skeleton rows={3} height={32} />;
  return (
    <LoadError
      title={t`This list could not be loaded`}
      text={describe(query.error)}
      onRetry={() => void query.refetch()}
    />
  );
}
