/** Why: every decision about an object is kept; one looks up who drew what when, and sees the object as it stood then. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { describe } from "../api/error";
import { useTrackAt, useTrackHistory } from "../api/history";
import { useVideo } from "../api/queries";
import type { StandingShape, TrackRevision, Video } from "../api/types";
import { ObjectBadge } from "../caption/ObjectBadge";
import { objectColour } from "../editor/palette";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { EmptyState, LoadError } from "../ui/EmptyState";
import { Skeleton } from "../ui/Skeleton";
import { frameClock, when } from "./labels";
import { urlOf } from "./stillUrl";
import "./caption-history.css";
import "./object-history.css";

type ObjectHistoryProps = { readonly video: number; readonly track: number; readonly onClose: () => void };

export function ObjectHistory({ video, track, onClose }: ObjectHistoryProps) {
  const history = useTrackHistory(track);
  const clip = useVideo(video).data;
  const [chosen, setChosen] = useState<TrackRevision | null>(null);
  const revisions = history.data?.pages.flatMap((page) => page.revisions) ?? [];
  const shown = chosen ?? revisions[0] ?? null;
  const head = history.data?.pages[0];
  return (
    <Dialog
      wide
      title={head ? t`History of object ${head.number}, ${head.label}` : t`History of an object`}
      onClose={onClose}
    >
      {history.isError && !history.data && (
        <LoadError
          title={t`The history did not load`}
          text={describe(history.error)}
          onRetry={() => void history.refetch()}
        />
      )}
      {history.isPending && <Skeleton rows={5} />}
      {head && revisions.length === 0 && (
        <EmptyState title={t`Nobody has drawn this object yet`}>
          <Trans>Each saved shape appears here.</Trans>
        </EmptyState>
      )}
      {head && shown && clip && (
        <div className="history">
          <ol className="history-list" aria-label={t`Decisions`}>
            {revisions.map((revision) => (
              <li key={revision.id}>
                <DecisionRow revision={revision} here={revision.id === shown.id} onShow={setChosen} />
              </li>
            ))}
            {history.hasNextPage && (
              <li>
                <button type="button" className="history-more" onClick={() => void history.fetchNextPage()}>
                  <Trans>Show earlier</Trans>
                </button>
              </li>
            )}
          </ol>
          <Then key={shown.id} clip={clip} track={track} number={head.number} revision={shown} onClose={onClose} />
        </div>
      )}
    </Dialog>
  );
}

const DECIDED: Record<TrackRevision["decided"], string> = { drawn: t`Drawn`, absent: t`Absent`, deleted: t`Deleted` };

function DecisionRow(props: { revision: TrackRevision; here: boolean; onShow: (revision: TrackRevision) => void }) {
  const { revision, here, onShow } = props;
  const { decided, frame, by, saved } = revision;
  return (
    <button
      type="button"
      className="history-row"
      aria-current={here ? "true" : undefined}
      onClick={() => onShow(revision)}
    >
      <Avatar small name={by.name} />
      <span className="col">
        <span className="ell">{t`${DECIDED[decided]} on ${frameClock(frame)}`}</span>
        <span className="f3 t12">{[by.name, ...waysOf(revision)].join(", ")}</span>
      </span>
      <span className="f3 t12 num nw">{when(saved)}</span>
    </button>
  );
}

function waysOf({ origin, correction }: TrackRevision): readonly string[] {
  return [...(correction ? ["correcting"] : []), ...(origin === "edited" ? [t`from a draft`] : [])];
}

function Then(props: {
  readonly clip: Video;
  readonly track: number;
  readonly number: number;
  readonly revision: TrackRevision;
  readonly onClose: () => void;
}) {
  const { clip, track, number, revision } = props;
  const [frame, setFrame] = useState(revision.frame);
  const then = useTrackAt(track, revision.id);
  const shapes = then.data?.keyframes ?? [];
  const shape = shapes.find((one) => one.frame === frame);
  return (
    <section className="history-diff" aria-label={t`As it stood then`}>
      <ul className="row g6 then-frames" aria-label={t`Frames decided then`}>
        {shapes.map((one) => (
          <li key={one.frame}>
            <button
              type="button"
              className={one.frame === frame ? "pill info" : "pill line"}
              aria-pressed={one.frame === frame}
              onClick={() => setFrame(one.frame)}
            >
              {frameClock(one.frame)}
            </button>
          </li>
        ))}
      </ul>
      {then.isError && (
        <LoadError
          title={t`These shapes did not load`}
          text={describe(then.error)}
          onRetry={() => void then.refetch()}
        />
      )}
      <Picture clip={clip} number={number} frame={frame} shape={shape} />
      <div className="dlg-foot">
        <ObjectBadge number={number} silent />
        <span className="f3 t12">{standing(shape, frame)}</span>
        <span className="sp" />
        <Button size="sm" keys={["Esc"]} onClick={props.onClose}>
          <Trans>Close</Trans>
        </Button>
      </div>
    </section>
  );
}

function standing(shape: StandingShape | undefined, frame: number): string {
  if (shape === undefined) return t`Nothing was decided on ${frameClock(frame)}.`;
  return t`${DECIDED[shape.decided]} by ${[shape.by.name, ...waysOf(shape)].join(", ")}, ${when(shape.saved)}, revision ${shape.revision}.`;
}

type PictureProps = { clip: Video; number: number; frame: number; shape: StandingShape | undefined };

function Picture({ clip, number, frame, shape }: PictureProps) {
  const { width, height } = clip;
  const colour = objectColour(number).video;
  const rings = shape?.rings ?? [];
  const path = rings.map((ring) => `M${ring.map(([x, y]) => `${x} ${y}`).join("L")}Z`).join("");
  const url = urlOf(clip.stills, frame);
  const what = rings.length > 0 ? t`Object ${number} as it was drawn` : t`Object ${number} is not drawn`;
  return (
    <svg
      className="then-picture"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${what}, ${frameClock(frame)}`}
    >
      {url && <image href={url} width={width} height={height} />}
      <path
        d={path}
        fill={colour}
        fillOpacity={0.4}
        stroke={colour}
        strokeWidth={2}
        fillRule="evenodd"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
