/** Why: what is different, from the whole to the single word and mask. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { describe } from "../../api/error";
import { type ReleasePair, useCaptionChanges, useMaskChanges } from "../../api/releases";
import type { ReleaseCaptionChange, ReleaseChanges, ReleaseComparison } from "../../api/types";
import { compareCaptions } from "../../caption/comparison";
import { CaptionDiff } from "../../caption/DiffText";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { clipNumber, count, splitName } from "../labels";
import { Paging } from "../Paging";
import { Bars } from "./Histograms";
import { movedNumbers } from "./state";

const AT_ONCE = 50;

interface DifferencesProps {
  readonly pair: ReleasePair;
  readonly comparison: ReleaseComparison;
  readonly changes: ReleaseChanges;
}

export function Differences({ pair, comparison, changes }: DifferencesProps) {
  const { added, removed, moved, captions, masks } = changes;
  const sums: readonly (readonly [string, string])[] = [
    [t`videos added`, `+${count(added.total)}`],
    [t`videos removed`, count(removed.total)],
    [t`videos in another split`, count(moved.total)],
    [t`videos with another text`, count(captions.videos)],
    [t`tracks with other masks`, count(masks.total)],
    [t`frames of those, drawn`, `${count(masks.frames)}, ${count(masks.drawn)}`],
  ];
  return (
    <>
      <Panel title={t`From ${comparison.since.version} to ${comparison.release.version}`}>
        <dl className="changes-sums num">
          {sums.map(([name, figure]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{figure}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Videos changes={changes} />
      <Numbers changes={changes} />
      {captions.total > 0 && <Captions pair={pair} />}
      {masks.total > 0 && <Masks pair={pair} changes={changes} />}
    </>
  );
}

function Videos({ changes: { added, removed, moved } }: { changes: ReleaseChanges }) {
  const lists = [
    [t`Added`, added],
    [t`Removed`, removed],
  ] as const;
  if (added.total + removed.total + moved.total === 0) return null;
  return (
    <Panel title={t`Videos`}>
      <div className="changes-list">
        {lists.map(
          ([name, { total, numbers }]) =>
            total > 0 && (
              <p key={name} className="t12 num">
                <b className="med">{name}</b> <span className="f2">{numbers.map(clipNumber).join(", ")}</span>
                {total > numbers.length && (
                  <span className="f3">
                    {" "}
                    <Trans>and {count(total - numbers.length)} more</Trans>
                  </span>
                )}
              </p>
            ),
        )}
        {moved.videos.map(({ number, before, after }) => (
          <p key={number} className="t12 num">
            <b className="med">{clipNumber(number)}</b>{" "}
            <span className="f2">
              <Trans>
                from {splitName[before]} to {splitName[after]}
              </Trans>
            </span>
          </p>
        ))}
      </div>
    </Panel>
  );
}

function Numbers({ changes }: { changes: ReleaseChanges }) {
  const { names, rows } = movedNumbers(changes.statistics);
  if (rows.length === 0) return null;
  return (
    <Panel title={t`Numbers that moved`}>
      <table className="tbl num changes-numbers" aria-label={t`Numbers that moved`}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Number</Trans>
            </th>
            {rows.map(({ split }) => (
              <th key={split} scope="col" className="r">
                {splitName[split]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map(([name, title]) => (
            <tr key={name}>
              <td>{title}</td>
              {rows.map(({ split, moved }) => (
                <td key={split} className="r">
                  {signed(moved[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function signed(by: number | undefined): string {
  if (by === undefined) return t`same`;
  const size = Number.isInteger(by) ? count(Math.abs(by)) : Math.abs(by).toFixed(2);
  return `${by < 0 ? "−" : "+"}${size}`;
}

const FIELDS: Readonly<Record<string, string>> = {
  caption_raw_en: t`as written`,
  caption_raw_en_gpt: t`cleaned`,
  caption_raw_cn: t`Chinese`,
};

function Captions({ pair }: { pair: ReleasePair }) {
  const [offset, setOffset] = useState(0);
  const query = useCaptionChanges(pair, offset);
  return (
    <Panel
      title={t`Captions`}
      meta={<span className="f3 t12 num">{plural(query.data?.total ?? 0, { one: "# text", other: "# texts" })}</span>}
    >
      <Loading query={query} />
      <ul className="changes-list">
        {query.data?.captions.map((change) => (
          <Caption key={`${change.video} ${change.field}`} change={change} />
        ))}
      </ul>
      <Paging offset={offset} atOnce={AT_ONCE} total={query.data?.total ?? 0} onOffset={setOffset} />
    </Panel>
  );
}

function Caption({ change: { video, field, before, after } }: { change: ReleaseCaptionChange }) {
  return (
    <li>
      <span className="t12 num">
        <b className="med">{clipNumber(video)}</b> <span className="f3">{FIELDS[field] ?? field}</span>
      </span>
      <CaptionDiff stretches={compareCaptions(before, after, field === "caption_raw_cn" ? "zh" : "en")} />
    </li>
  );
}

function Masks({ pair, changes: { masks } }: { pair: ReleasePair; changes: ReleaseChanges }) {
  const [offset, setOffset] = useState(0);
  const query = useMaskChanges(pair, offset);
  return (
    <div className="release-pair">
      <Panel
        title={t`Masks`}
        meta={
          <span className="f3 t12">
            <Trans>tracks that changed most first</Trans>
          </span>
        }
      >
        <Loading query={query} />
        <table className="tbl num" aria-label={t`Masks that changed`}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Clip</Trans>
              </th>
              <th scope="col">
                <Trans>Object</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>Frames</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>Drawn</Trans>
              </th>
              <th scope="col" className="r">
                <Trans>IoU</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {query.data?.masks.map(({ video, track, frames, drawn, iou }) => (
              <tr key={`${video} ${track}`}>
                <td>{clipNumber(video)}</td>
                <td>{track}</td>
                <td className="r">{count(frames)}</td>
                <td className="r">{count(drawn)}</td>
                <td className="r">{iou.toFixed(3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Paging offset={offset} atOnce={AT_ONCE} total={query.data?.total ?? 0} onOffset={setOffset} />
      </Panel>
      <Bars title={t`Overlap with before`} unit={t`IoU`} mean={masks.mean_iou} of={masks.iou} />
    </div>
  );
}

interface Query {
  readonly data: unknown;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

function Loading({ query }: { query: Query }) {
  if (query.data) return null;
  if (!query.error) return <Skeleton rows={3} height={32} />;
  return (
    <LoadError
      title={t`The changes could not be loaded`}
      text={describe(query.error)}
      onRetry={() => void query.refetch()}
    />
  );
}
