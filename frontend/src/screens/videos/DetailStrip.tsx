/** Why: one clip at a glance: its film, what was done to it when it came in, and its tasks. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import { describe } from "../../api/error";
import { useVideo } from "../../api/queries";
import type { Video, WorkItem } from "../../api/types";
import { buttonClass, IconButton } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { clipNumber, clock, count, frameClock, stepName, stepNumber, when } from "../labels";
import { ClipPlan } from "./ClipPlan";

export function DetailStrip({ slug, video: id, onClose }: { slug: string; video: number; onClose: () => void }) {
  const video = useVideo(id);
  return (
    <section className="detail" aria-label={t`Chosen clip`}>
      {video.isPending && <Skeleton rows={3} height={28} />}
      {video.isError && !video.data && (
        <LoadError
          title={t`This clip could not be loaded`}
          text={describe(video.error)}
          onRetry={() => video.refetch()}
        />
      )}
      {video.data && <Detail slug={slug} video={video.data} onClose={onClose} />}
    </section>
  );
}

function Detail({ slug, video, onClose }: { slug: string; video: Video; onClose: () => void }) {
  return (
    <>
      <div className="row">
        <b className="num">{clipNumber(video.number)}</b>
        <span className="f2 ell">{video.name}</span>
        <Pill tone="ok" icon={Check}>
          {video.notes.length
            ? t`Checked, ${plural(video.notes.length, { one: "# note", other: "# notes" })}`
            : t`Checked`}
        </Pill>
        <span className="sp" />
        {video.work.map((work) => (
          <WorkLink key={work.id} work={work} />
        ))}
        <ClipPlan slug={slug} video={video} />
        <a className={buttonClass("ghost", "sm")} href={video.frame_table} download>
          <Trans>Frame table</Trans>
        </a>
        <a className={buttonClass("ghost", "sm")} href={video.media} target="_blank" rel="noreferrer">
          <Trans>Play</Trans>
        </a>
        <IconButton label={t`Close the details`} icon={X} size="sm" onClick={onClose} />
      </div>
      <div className="film">
        {video.stills.map((still) => (
          <img
            key={still.frame}
            src={still.url}
            alt={t`At ${frameClock(still.frame)}`}
            title={frameClock(still.frame)}
          />
        ))}
      </div>
      <dl className="facts num">
        <Fact term={t`Frame table`}>
          <Trans>{plural(video.frame_count, { one: "# frame", other: "# frames" })}, 30 fps constant</Trans>
        </Fact>
        <Fact term={t`Length`}>{clock(video.seconds)}</Fact>
        <Fact term={t`Picture`}>
          {count(video.width)} × {count(video.height)}
        </Fact>
        <Fact term={t`Came as`}>
          <Trans>{Number(video.source_fps.toFixed(3))} fps</Trans>
        </Fact>
        {video.work.map((work) => (
          <Fact key={work.id} term={stepNumber[work.step]}>
            {standing(work)}
          </Fact>
        ))}
        {video.notes.length > 0 && <Fact term={t`Noted at the check`}>{video.notes.join(", ")}</Fact>}
        <Fact term={t`SHA-256`}>
          <span className="mono f2" title={video.sha256}>
            {video.sha256.slice(0, 4)}…{video.sha256.slice(-4)}
          </span>
        </Fact>
      </dl>
    </>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** How a step stands and is planned, in a few words. */
function standing(work: WorkItem): string {
  const { state, author, reserved_for, priority, deadline, batch } = work;
  return [
    author ? `${state}, ${author.name}` : state,
    reserved_for && t`for ${reserved_for.name}`,
    priority !== 0 && t`priority ${priority}`,
    deadline && t`due ${when(deadline)}`,
    batch && `${batch.name}${batch.frozen ? t` (frozen)` : ""}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

function WorkLink({ work }: { work: WorkItem }) {
  if (work.state === "blocked") return null;
  const verb = work.can.review ? t`Review` : work.can.edit ? t`Resume` : t`Open`;
  return (
    <Link to="/work/$work" params={{ work: String(work.id) }} className={buttonClass("plain", "sm")}>
      {verb} {stepName[work.step]}
    </Link>
  );
}
