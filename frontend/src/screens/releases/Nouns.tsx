/** Why: what a dataset is about, at a glance: the nouns that its captions tie to objects, the most frequent first. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Release, SplitStatistics } from "../../api/types";
import { Panel } from "../../ui/Panel";
import { count } from "../labels";

const SHOWN = 40;
const SMALLEST = 12;
const LARGEST = 30;

export function Nouns({ release, row }: { release: Release; row: SplitStatistics }) {
  const most = row.top_nouns[0]?.count ?? 1;
  return (
    <Panel
      title={t`Nouns in grounding phrases`}
      meta={
        <>
          <span className="f3 t12 num">
            <Trans>
              {count(row.nouns)} different, and{" "}
              {plural(row.noun_phrases, { one: "# noun phrase", other: "# noun phrases" })}
            </Trans>
          </span>
          <span className="sp" />
          <Figures release={release} />
        </>
      }
    >
      {row.top_nouns.length === 0 && (
        <p className="f3 t12 files-note">
          <Trans>No phrase of a caption holds an English noun.</Trans>
        </p>
      )}
      <ol className="nouns">
        {row.top_nouns.slice(0, SHOWN).map(({ noun, count: times }) => (
          <li key={noun} style={{ fontSize: SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(times / most) }}>
            {noun} <small className="num f3">{count(times)}</small>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The same as figures for print; the others lie beside them. */
function Figures({ release }: { release: Release }) {
  const address = (ending: string) => `/api/releases/${release.id}/files/statistics/nouns.${ending}`;
  return (
    <span className="f3 t12 nw">
      <Trans>as</Trans>{" "}
      {["svg", "png"].map((ending, place) => (
        <span key={ending}>
          {place > 0 && ", "}
          <a href={address(ending)} download>
            {ending.toUpperCase()}
          </a>
        </span>
      ))}
    </span>
  );
}
