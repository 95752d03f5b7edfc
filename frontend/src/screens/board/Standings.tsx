/** Why: one split's numbers in one table; whose they are is said in words, not by a colour alone. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { CircleX, LoaderCircle, Quote } from "lucide-react";
import { isComing } from "../../api/board";
import type { PredictionSet } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { when } from "../labels";
import { type Measures, type Protocol, percent, type Standing } from "./standing";

const MEASURES = [
  ["map", "mAP"],
  ["ap50", "AP50"],
  ["ap75", "AP75"],
  ["ap90", "AP90"],
] as const;
const PROTOCOLS = [
  ["corrected", t`Corrected`],
  ["official", t`Official`],
] as const;

export function Standings(props: { slug: string; version: string; rows: readonly Standing[] }) {
  const { slug, version, rows } = props;
  const best = Math.max(1, ...rows.map(({ scores }) => scores.corrected?.map ?? 0));
  const measured = rows.some(({ set }) => set !== null);
  return (
    <Panel
      title={t`Leaderboard of ${version}`}
      meta={
        <span className="f3 t12">
          <Trans>LG-VIS in percent, CA from 0 to 5</Trans>
        </span>
      }
    >
      {!measured && (
        <EmptyState title={t`No predictions for this split yet`}>
          <Trans>What is below was quoted from a paper, whose videos need not be those of this release.</Trans>
        </EmptyState>
      )}
      <table className="tbl num standings" aria-label={t`Leaderboard of ${version}`}>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              <Trans>Model</Trans>
            </th>
            <th scope="col" rowSpan={2}>
              <Trans>Source</Trans>
            </th>
            <th scope="col" rowSpan={2} className="r">
              <Trans>CA</Trans>
            </th>
            {PROTOCOLS.map(([name, title]) => (
              <th
                key={name}
                scope="colgroup"
                colSpan={MEASURES.length + Number(name === "corrected")}
                className="group"
              >
                {title}
              </th>
            ))}
          </tr>
          <tr>
            {PROTOCOLS.flatMap(([protocol, title]) =>
              MEASURES.flatMap(([name, text]) => [
                <th key={`${protocol} ${name}`} scope="col" className="r">
                  <span className="sr">{title} </span>
                  {text}
                </th>,
                ...(protocol === "corrected" && name === "map" ? [<td key="bar" className="bar-h" />] : []),
              ]),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} slug={slug} row={row} best={best} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ slug, row, best }: { slug: string; row: Standing; best: number }) {
  const { set, quoted, name, captions } = row;
  return (
    <tr className={quoted ? "quoted" : ""}>
      <th scope="row">
        {set ? (
          <Link to="/p/$project/board/$set" params={{ project: slug, set: `${set.id}` }}>
            {name}
          </Link>
        ) : (
          name
        )}
      </th>
      <td>
        {set ? <SourceOf set={set} /> : <Pill icon={Quote} tone="dash">{t`Quoted from ${quoted?.source ?? ""}`}</Pill>}
      </td>
      <td className="r">{percent(captions)}</td>
      {set && isComing(set) ? (
        <td colSpan={2 * MEASURES.length + 1}>
          <ProgressBar label={t`Scoring ${name}`} {...set.progress} tone="info" />
        </td>
      ) : (
        PROTOCOLS.flatMap(([protocol]) => cells(row, protocol, best))
      )}
    </tr>
  );
}

function cells(row: Standing, protocol: Protocol, best: number) {
  const scores: Measures | undefined = row.scores[protocol];
  return MEASURES.flatMap(([name]) => [
    <td key={`${protocol} ${name}`} className={`r ${name === "map" ? "med" : ""}`}>
      {percent(scores?.[name])}
    </td>,
    ...(protocol === "corrected" && name === "map"
      ? [
          <td key="bar" className="bar-c">
            {scores && <i style={{ width: `${(100 * (scores.map ?? 0)) / best}%` }} />}
          </td>,
        ]
      : []),
  ]);
}

function SourceOf({ set }: { set: PredictionSet }) {
  if (isComing(set))
    return (
      <Pill icon={LoaderCircle} tone="info" spin>
        {set.state === "queued" ? t`Waits to be scored` : t`Being scored`}
      </Pill>
    );
  if (set.state === "refused")
    return (
      <Pill icon={CircleX} tone="bad">
        <Trans>Refused</Trans>
      </Pill>
    );
  return (
    <span className="f2">
      <Trans>Measured here, {when(set.scored ?? set.created)}</Trans>
      {set.by && `, ${set.by.name}`}
    </span>
  );
}
