/** Why: both protocols side by side, each with its name, what it counted and how far its number could move. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { PredictionSet, ProtocolScores } from "../../api/types";
import { Panel } from "../../ui/Panel";
import { count } from "../labels";
import { interval, percent } from "./standing";

const MEASURES = [
  ["map", "mAP"],
  ["ap50", "AP50"],
  ["ap75", "AP75"],
  ["ap90", "AP90"],
  ["ar10", "AR10"],
] as const;
const NAMES = { corrected: t`Corrected`, official: t`Official` } as const;

/** Args: title: where two sets are on one page, whose numbers these are. */
export function Numbers({ set, title = t`Masks` }: { set: PredictionSet; title?: string }) {
  const counts = set.scores.find(({ protocol }) => protocol === "corrected")?.counts ?? {};
  const stopped = set.scores.find(({ stops }) => stops);
  const ignored = (counts.ignored_tracks ?? 0) + (counts.ignored_predictions ?? 0);
  return (
    <Panel
      title={title}
      meta={
        <span className="f3 t12">
          <Trans>LG-VIS, percent</Trans>
        </span>
      }
    >
      <table className="tbl num" aria-label={t`Masks by protocol`}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Protocol</Trans>
            </th>
            {MEASURES.map(([name, text]) => (
              <th key={name} scope="col" className="r">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {set.scores.map((scores) => (
            <Row key={scores.protocol} scores={scores} />
          ))}
        </tbody>
      </table>
      {stopped && (
        <p className="t12 f2 note">
          <Trans>The published scorer ends on these predictions: {stopped.stops}</Trans>
        </p>
      )}
      <p className="t12 f3 note num">
        <Trans>
          {count(counts.videos ?? 0)} videos, {count(counts.prompts ?? 0)} prompts, {count(counts.tracks ?? 0)} tracks,{" "}
          {count(counts.predictions ?? 0)} predictions
        </Trans>
        {ignored > 0 && t`; without a pixel and left out: ${count(ignored)}`}
        {(counts.dropped_predictions ?? 0) > 0 && t`; beyond ten a prompt: ${count(counts.dropped_predictions ?? 0)}`}
      </p>
    </Panel>
  );
}

function Row({ scores }: { scores: ProtocolScores }) {
  return (
    <tr>
      <th scope="row">{NAMES[scores.protocol]}</th>
      {MEASURES.map(([name]) => (
        <td key={name} className="r">
          <span className={name === "map" ? "med" : ""}>{percent(scores[name])}</span>
          {interval(scores, name) && <small className="f3">{interval(scores, name)}</small>}
        </td>
      ))}
    </tr>
  );
}
