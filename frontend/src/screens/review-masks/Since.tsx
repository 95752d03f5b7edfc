/** What the last round changed: each object leads to its changed frames, over which both outlines can be laid. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect } from "react";
import type { ChangedTrack, Changes } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { timeLabel } from "../../player/frames";
import type { Playhead } from "../../player/playhead";
import { usePlayheadState } from "../../player/usePlayhead";
import { Button } from "../../ui/Button";
import { changeOf } from "../changedFrame";
import { when } from "../labels";
import { pathOf } from "./outline";

type SinceProps = {
  readonly changes: Changes;
  readonly playhead: Playhead;
  readonly comparing: boolean;
  readonly onCompare: (comparing: boolean) => void;
};

/** Nothing in a first round. */
export function Since({ changes, playhead, comparing, onCompare }: SinceProps) {
  if (!changes.since) return null;
  const { round, submitted } = changes.since;
  const changed = changes.tracks.filter(({ change }) => change !== "same");
  const frames = changed.flatMap((track) => track.frames);
  const rest = changes.tracks.length - changed.length;
  return (
    <section aria-label={t`Since round ${round}`}>
      <div className="panel-h">
        <h2>{t`Since round ${round}`}</h2>
        <span className="f3 t12">{when(submitted)}</span>
        <span className="sp" />
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={comparing}
          blocked={frames.length === 0 ? t`No shape changed.` : undefined}
          onClick={() => onCompare(!comparing)}
        >
          {comparing ? t`Hide outlines` : t`Compare outlines`}
        </Button>
      </div>
      {changed.length === 0 && (
        <p className="rm-since f3">
          <Trans>No shape and no words changed.</Trans>
        </p>
      )}
      <ul>
        {changed.map((track) => (
          <li key={track.track} className="rm-since">
            <div className="row g6">
              <ObjectBadge number={track.number} />
              <span className="ell">{whatChanged(track)}</span>
            </div>
            <div className="row wrap g6">
              {track.frames.map((one) => (
                <button
                  key={one.frame}
                  type="button"
                  className="lnk t12 num"
                  onClick={() => {
                    playhead.pause();
                    playhead.seek(one.frame);
                    onCompare(true);
                  }}
                >
                  {`${timeLabel(one.frame)} ${changeOf(one)}`}
                </button>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {rest > 0 && changed.length > 0 && (
        <p className="rm-since f3 t12">{t`${plural(rest, { one: "# object", other: "# objects" })} the same`}</p>
      )}
    </section>
  );
}

function whatChanged({ change, frames, words_before, label }: ChangedTrack): string {
  if (change === "added") return t`${label} is new`;
  const shapes = frames.length > 0 ? plural(frames.length, { one: "# frame changed", other: "# frames changed" }) : "";
  const words = words_before.length > 0 ? t`was “${words_before.join(" / ")}”` : "";
  return [shapes, words].filter(Boolean).join(", ");
}

/** The first frame that changed, to begin there. */
export function useFirstChange(playhead: Playhead, changes: Changes | undefined, wanted: boolean): void {
  const first = changes?.tracks.flatMap(({ frames }) => frames.map(({ frame }) => frame)).toSorted((a, b) => a - b)[0];
  useEffect(() => {
    if (wanted && first !== undefined && !playhead.state().playing) playhead.seek(first);
  }, [playhead, wanted, first]);
}

type OutlinesProps = {
  readonly playhead: Playhead;
  readonly changes: Changes;
  readonly width: number;
  readonly height: number;
};

/** Both outlines of what changed on the shown frame: dashed as it was, solid as it is. */
export function Outlines({ playhead, changes, width, height }: OutlinesProps) {
  const { frame } = usePlayheadState(playhead);
  const here = changes.tracks.flatMap(({ number, frames }) =>
    frames.filter((one) => one.frame === frame).map((one) => ({ number, ...one })),
  );
  if (here.length === 0) return null;
  return (
    <svg className="rm-outlines" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t`Both rounds' outlines`}>
      {here.map(({ number, before, after }) => (
        <g key={number}>
          <path className="before" d={pathOf(before)} />
          <path className="after" d={pathOf(after)} />
        </g>
      ))}
    </svg>
  );
}
