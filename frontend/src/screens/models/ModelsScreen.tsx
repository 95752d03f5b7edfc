/** Why: which model drafts for the project's people, which could, and what speaks for it; a lead promotes and rolls back. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useCheckpoints } from "../../api/checkpoints";
import { describe } from "../../api/error";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { CheckpointDetail } from "./CheckpointDetail";
import { CheckpointList } from "./CheckpointList";
import "./models.css";

export function ModelsScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const checkpoints = useCheckpoints(slug);
  const [chosen, setChosen] = useState<number | null>(null);
  const all = checkpoints.data?.checkpoints ?? [];
  const active = all.find(({ state }) => state === "active");
  const selected = all.find(({ id }) => id === chosen) ?? active ?? all[0];
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Models</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>A model writes suggestions. It never writes ground truth.</Trans>
        </span>
      </header>
      {checkpoints.isPending && (
        <div className="models-state">
          <Skeleton rows={4} height={48} />
        </div>
      )}
      {checkpoints.isError && (
        <div className="models-state">
          <LoadError
            title={t`The models could not be loaded`}
            text={describe(checkpoints.error)}
            onRetry={() => void checkpoints.refetch()}
          />
        </div>
      )}
      {checkpoints.data && !selected && (
        <div className="models-state">
          <EmptyState title={t`No model yet`}>
            <Trans>
              Train one from a release, then register its folder on the server:{" "}
              <code>
                <Trans>manage.py register_checkpoint {slug} RUN/stage_3</Trans>
              </code>
            </Trans>
          </EmptyState>
        </div>
      )}
      {selected && (
        <div className="models">
          <CheckpointList checkpoints={all} selected={selected.id} onSelect={setChosen} />
          <CheckpointDetail key={selected.id} slug={slug} checkpoint={selected} active={active} />
        </div>
      )}
    </>
  );
}
