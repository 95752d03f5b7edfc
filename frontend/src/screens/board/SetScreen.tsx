/** Why: one model's numbers, and below them where it fails: videos and prompts worst first, with their masks. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, GitCompareArrows } from "lucide-react";
import { useState } from "react";
import { isComing, useDeletePredictions, usePredictions } from "../../api/board";
import { describe } from "../../api/error";
import { useProject } from "../../api/queries";
import type { PredictionSet } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { ProgressBar } from "../../ui/ProgressBar";
import { Skeleton } from "../../ui/Skeleton";
import { splitName } from "../labels";
import { Captions } from "./Captions";
import { MasksBeside } from "./MasksBeside";
import { Numbers } from "./Numbers";
import { Refused } from "./Refused";
import { WorstPrompts, WorstVideos } from "./Worst";
import "./board.css";

const FROM = "/signed-in/shell/p/$project/board/$set";

export function SetScreen() {
  const { project: slug, set } = useParams({ from: FROM });
  const query = usePredictions(Number(set));
  const role = useProject(slug).data?.role;
  const [leaving, setLeaving] = useState(false);
  const found = query.data;
  return (
    <>
      <header className="page-h">
        <Link
          to="/p/$project/board"
          params={{ project: slug }}
          className={buttonClass("plain", "sm")}
          aria-label={t`Back to the board`}
        >
          <Icon of={ArrowLeft} size="s14" />
        </Link>
        <h1>{found?.name ?? t`Predictions`}</h1>
        {found && (
          <span className="f3 t12">
            <Trans>
              {splitName[found.split]} of {found.release.version}
            </Trans>
            {found.checkpoint && t`, checkpoint ${found.checkpoint}`}
            {found.licence && `, ${found.licence}`}
          </span>
        )}
        <span className="sp" />
        {found?.state === "scored" && (
          <Link
            to="/p/$project/board/compare"
            params={{ project: slug }}
            search={{ one: found.id }}
            className={buttonClass("plain")}
          >
            <Icon of={GitCompareArrows} />
            <Trans>Compare…</Trans>
          </Link>
        )}
        {role === "lead" && found && (
          <Button variant="danger" onClick={() => setLeaving(true)}>
            <Trans>Take off the board…</Trans>
          </Button>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="board" aria-label={t`Predictions`} tabIndex={0}>
        {query.isPending && <Skeleton rows={6} height={40} />}
        {query.isError && (
          <LoadError
            title={t`These predictions could not be loaded`}
            text={describe(query.error)}
            onRetry={() => void query.refetch()}
          />
        )}
        {found && isComing(found) && <Scoring set={found} />}
        {found?.state === "refused" && <Refused set={found} />}
        {found?.state === "scored" && <Scored set={found} brings={role === "lead" || role === "researcher"} />}
      </section>
      {leaving && found && <LeaveDialog slug={slug} set={found} onClose={() => setLeaving(false)} />}
    </>
  );
}

function Scoring({ set }: { set: PredictionSet }) {
  const { done, total } = set.progress;
  return (
    <div className="panel scoring" role="status">
      <span className="med nw">{set.state === "queued" ? t`Waits to be scored` : t`Being scored`}</span>
      <ProgressBar label={t`Scoring ${set.name}`} done={done} total={total} tone="info" className="sp" />
      <span className="t12 f2 nw">
        <Trans>Taken apart, looked through, then scored by both protocols</Trans>
      </span>
    </div>
  );
}

function Scored({ set, brings }: { set: PredictionSet; brings: boolean }) {
  const { clip, prompt } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/p/$project/board/$set" });
  const go = (search: { clip?: number; prompt?: number }) => void navigate({ search, replace: true });
  return (
    <>
      {set.notes && <p className="f2 notes">{set.notes}</p>}
      <div className="board-two">
        <Numbers set={set} />
        <Captions set={set} brings={brings} />
      </div>
      <div className="board-two look">
        <div className="col g16">
          <WorstVideos set={set} chosen={clip ?? null} onChoose={(number) => go({ clip: number, prompt: 0 })} />
          <WorstPrompts
            set={set}
            clip={clip ?? null}
            place={prompt ?? null}
            onChoose={(number, place) => go({ clip: number, prompt: place })}
            onAll={() => go({})}
          />
        </div>
        {clip !== undefined && prompt !== undefined ? (
          <MasksBeside key={`${clip} ${prompt}`} set={set} number={clip} place={prompt} />
        ) : (
          <p className="f3 t12 hint-look">
            <Trans>Choose a video or a prompt to see its masks over the clip.</Trans>
          </p>
        )}
      </div>
    </>
  );
}

function LeaveDialog({ slug, set, onClose }: { slug: string; set: PredictionSet; onClose: () => void }) {
  const remove = useDeletePredictions(slug);
  const navigate = useNavigate();
  const go = () =>
    remove.mutate(set.id, {
      onSuccess: () => void navigate({ to: "/p/$project/board", params: { project: slug } }),
    });
  return (
    <Dialog title={t`Take ${set.name} off the board?`} onClose={onClose}>
      <p className="f2">
        <Trans>Its numbers and files go, for everybody and for good. The release stays.</Trans>
      </p>
      {remove.isError && (
        <p className="err t12" role="alert">
          {describe(remove.error)}
        </p>
      )}
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button size="sm" variant="danger" busy={remove.isPending} onClick={go}>
          <Trans>Take off the board</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
