/** Why: which model finds what people drew, by both protocols, beside the numbers that papers give. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, useParams } from "@tanstack/react-router";
import { GitCompareArrows, Trophy } from "lucide-react";
import { useState } from "react";
import { useBoard } from "../../api/board";
import { describe } from "../../api/error";
import { useProject, useReleases } from "../../api/queries";
import type { PredictionSet, Release } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/Icon";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { count, splitName } from "../labels";
import { BringDialog } from "./BringDialog";
import { Standings } from "./Standings";
import { type Ground, standings } from "./standing";
import "./board.css";

const SPLITS = ["val", "test", "train"] as const;

export function BoardScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const role = useProject(slug).data?.role;
  const board = useBoard(slug);
  const releases = useReleases(slug);
  const [chosen, setChosen] = useState<Partial<Ground>>({});
  const [bringing, setBringing] = useState(false);
  const published = (releases.data?.releases ?? []).filter(({ state }) => state === "published");
  const ground = groundOf(published, board.data?.sets ?? [], chosen);
  const release = published.find(({ id }) => id === ground?.release);
  const brings = role === "lead" || role === "researcher";
  useHotkeys(brings && release ? { n: () => setBringing(true) } : {});
  const failed = board.isError ? board : releases.isError ? releases : null;
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Board</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>Scored here, by both protocols. What a paper says is marked as quoted.</Trans>
        </span>
        <span className="sp" />
        <Link to="/p/$project/board/compare" params={{ project: slug }} className={buttonClass("plain")}>
          <Icon of={GitCompareArrows} />
          <Trans>Compare…</Trans>
        </Link>
        {brings && (
          <Button
            variant="primary"
            keys={["N"]}
            blocked={release ? undefined : t`Publish a release first: predictions are scored on its splits.`}
            onClick={() => setBringing(true)}
          >
            <Trans>Bring predictions</Trans>
          </Button>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="board" aria-label={t`The board`} tabIndex={0}>
        {!failed && (board.isPending || releases.isPending) && <Skeleton rows={6} height={40} />}
        {failed && (
          <LoadError
            title={t`The board could not be loaded`}
            text={describe(failed.error)}
            onRetry={() => void failed.refetch()}
          />
        )}
        {board.data && releases.data && !release && (
          <EmptyState icon={Trophy} title={t`No release to score on yet`}>
            <Trans>Predictions are scored on a split of a published release. Make one first.</Trans>
          </EmptyState>
        )}
        {board.data && release && ground && (
          <>
            <div className="row g12">
              <ReleaseChoice
                releases={published}
                value={release.id}
                onChange={(id) => setChosen({ ...chosen, release: id })}
              />
              <Segmented
                label={t`Split`}
                value={ground.split}
                options={SPLITS.map((value) => ({
                  value,
                  text: `${splitName[value]} · ${count(release.splits[value])}`,
                }))}
                onChange={(split) => setChosen({ ...chosen, split })}
              />
            </div>
            <Standings slug={slug} version={release.version} rows={standings(board.data, ground)} />
          </>
        )}
      </section>
      {bringing && release && ground && (
        <BringDialog
          slug={slug}
          releases={published}
          ground={ground}
          onClose={() => setBringing(false)}
          onBrought={(set) => {
            setBringing(false);
            setChosen({ release: set.release.id, split: set.split });
          }}
        />
      )}
    </>
  );
}

/** What is shown first: what was chosen, else where the newest set is, else the newest release's validation split. */
function groundOf(
  published: readonly Release[],
  sets: readonly PredictionSet[],
  chosen: Partial<Ground>,
): Ground | null {
  const newest = sets.toSorted((a, b) => b.id - a.id)[0];
  const release = chosen.release ?? newest?.release.id ?? published[0]?.id;
  if (release === undefined) return null;
  return { release, split: chosen.split ?? (newest?.release.id === release ? newest.split : "val") };
}

function ReleaseChoice(props: { releases: readonly Release[]; value: number; onChange: (id: number) => void }) {
  const { releases, value, onChange } = props;
  return (
    <select
      className="sel"
      aria-label={t`Release`}
      value={value}
      onChange={({ target }) => onChange(Number(target.value))}
    >
      {releases.map(({ id, version }) => (
        <option key={id} value={id}>
          {version}
        </option>
      ))}
    </select>
  );
}
