/** Why: whether a model helps is told by what people keep of its drafts, and by the minutes of those who had none. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { describe } from "../../api/error";
import { acceptanceTable, useAcceptance } from "../../api/modelDrafts";
import type { ModelAcceptance, Acceptance as Told } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";

export function Acceptance({ slug, model }: { readonly slug: string; readonly model: string }) {
  const { data, isError, error, refetch } = useAcceptance(slug);
  const row = data?.models.find((one) => one.model === model);
  return (
    <Panel
      title={t`What people kept`}
      meta={
        <>
          <span className="sp" />
          <a className="btn sm" href={acceptanceTable(slug)} download>
            <Trans>CSV</Trans>
          </a>
        </>
      }
    >
      {isError && (
        <LoadError title={t`The report did not come`} text={describe(error)} onRetry={() => void refetch()} />
      )}
      {!data && !isError && <Skeleton rows={4} height={24} />}
      {data && (
        <dl className="model-origin">
          {(row ? rowsOf(row) : [[t`Drafts`, t`none yet`]]).map(([name, value]) => (
            <div key={name}>
              <dt className="f2">{name}</dt>
              <dd className="num">{value}</dd>
            </div>
          ))}
          {data.minutes.map((minutes) => (
            <div key={minutes.step}>
              <dt className="f2">{minutes.step === "caption" ? t`Minutes a caption` : t`Minutes a keyframe`}</dt>
              <dd className="num">{besides(minutes)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}

function rowsOf(row: ModelAcceptance): readonly (readonly [string, string])[] {
  return [
    [
      t`Captions`,
      t`${row.caption_accepted} of ${plural(row.caption_drafts, { one: "# draft", other: "# drafts" })} taken`,
    ],
    [t`Words changed`, share(row.word_edit)],
    [t`Phrases kept`, share(row.phrases_kept)],
    [t`Masks`, t`${row.mask_accepted} of ${plural(row.mask_drafts, { one: "# draft", other: "# drafts" })} taken`],
    [t`IoU with its draft`, row.iou === null ? "–" : row.iou.toFixed(2)],
    [t`At 0.9 or more`, share(row.iou_close)],
    [t`Vertices moved`, share(row.vertices_moved)],
  ];
}

function besides({ with_drafts, with_count, without_drafts, without_count }: Told["minutes"][number]): string {
  const told = (minutes: number | null, count: number) =>
    minutes === null ? "–" : `${minutes.toFixed(1)} (${plural(count, { one: "# clip", other: "# clips" })})`;
  return t`${told(with_drafts, with_count)} with a draft, ${told(without_drafts, without_count)} without`;
}

const share = (value: number | null): string => (value === null ? "–" : `${Math.round(value * 100)} %`);
