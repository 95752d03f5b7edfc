/** Why: what a machine worded enters a release only after a person read it; here they read, clip after clip. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { describe } from "../../api/error";
import { useProject, useVideo } from "../../api/queries";
import type { ClipWordings } from "../../api/types";
import { useNextWordings, useWordings } from "../../api/wordings";
import { Button } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { Deciding } from "./Deciding";
import { RunLine } from "./RunLine";
import { WriteDialog } from "./WriteDialog";
import "./wordings.css";

export function WordingsScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const lead = useProject(slug).data?.role === "lead";
  const wordings = useWordings(slug);
  const [asking, setAsking] = useState(false);
  const newest = wordings.data?.runs[0];
  const captions = wordings.data?.clips ?? 0;
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Wordings</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>Only what a person accepts here enters a release.</Trans>
        </span>
        <span className="sp" />
        {wordings.data && (
          <span className="f2 t12 num">{t`${plural(wordings.data.open_clips, { one: "# clip", other: "# clips" })} to look at`}</span>
        )}
        {lead && (
          <Button
            variant="primary"
            blocked={captions === 0 ? t`No caption is approved yet.` : undefined}
            onClick={() => setAsking(true)}
          >
            <Trans>Write drafts</Trans>
          </Button>
        )}
      </header>
      {newest && <RunLine slug={slug} run={newest} lead={lead} />}
      {wordings.isError && (
        <div className="wo-state">
          <LoadError
            title={t`Wordings could not be loaded`}
            text={describe(wordings.error)}
            onRetry={() => void wordings.refetch()}
          />
        </div>
      )}
      {wordings.data && (
        <Next
          key={wordings.data.open_clips > 0 ? "some" : "none"}
          slug={slug}
          written={wordings.data.runs.length > 0}
        />
      )}
      {asking && wordings.data && (
        <WriteDialog slug={slug} endpoint={wordings.data.endpoint} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

/** The clip that is next, and the one after it when the reviewer is done. */
function Next({ slug, written }: { readonly slug: string; readonly written: boolean }) {
  const [after, setAfter] = useState(-1);
  const next = useNextWordings(slug, after);
  if (next.isError)
    return (
      <div className="wo-state">
        <LoadError
          title={t`The next clip did not come`}
          text={describe(next.error)}
          onRetry={() => void next.refetch()}
        />
      </div>
    );
  if (!next.data)
    return (
      <div className="wo-state">
        <Skeleton rows={4} height={48} />
      </div>
    );
  const { clip } = next.data;
  if (!clip)
    return (
      <div className="wo-state">
        <EmptyState title={written ? t`Every draft is decided` : t`Nothing is drafted yet`}>
          {written
            ? t`What was accepted enters the next release.`
            : t`A lead has drafts written for clips whose captions are approved. A release holds only what somebody accepted of them.`}
        </EmptyState>
      </div>
    );
  return <Clip key={clip.video} slug={slug} after={after} clip={clip} onNext={() => setAfter(clip.number)} />;
}

function Clip(props: {
  readonly slug: string;
  readonly after: number;
  readonly clip: ClipWordings;
  readonly onNext: () => void;
}) {
  const video = useVideo(props.clip.video);
  if (video.isError)
    return (
      <div className="wo-state">
        <LoadError title={t`The clip did not open`} text={describe(video.error)} onRetry={() => void video.refetch()} />
      </div>
    );
  if (!video.data)
    return (
      <div className="wo-state">
        <Skeleton rows={4} height={48} />
      </div>
    );
  return <Deciding {...props} video={video.data} />;
}
