/** The bar over the cells. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ChevronLeft, ChevronRight, Pause, Play, TriangleAlert, Zap } from "lucide-react";
import { type Annotation, columnsOf, isKeyframe } from "../../editor/document";
import { FPS, timeLabel } from "../../player/frames";
import type { Playhead } from "../../player/playhead";
import { usePlayheadState } from "../../player/usePlayhead";
import { Button, IconButton } from "../../ui/Button";
import { Pill } from "../../ui/Pill";
import { Segmented } from "../../ui/Segmented";
import type { Computed } from "./computed";
import { Keys } from "./Keys";
import type { Stills } from "./stills";

export interface TimeBarProps {
  readonly present: Annotation;
  readonly frame: number;
  readonly seconds: number;
  readonly loaded: Stills;
  readonly editable: boolean;
  readonly computed: Computed;
  /** The lanes of trust stand in the place of the cells. */
  readonly trusting: boolean;
  readonly onTrusting: (on: boolean) => void;
  readonly onNextDip: () => void;
  readonly playhead: Playhead;
  readonly running: boolean;
  readonly onPlay: () => void;
  readonly onPreview: () => void;
  readonly previewBusy: boolean;
  readonly onAction: (name: string) => void;
}

/** What moves the clip, where it stands, where it is trusted least, and a preview of what comes of the keyframes. */
export function TimeBar(props: TimeBarProps) {
  const { present, frame, seconds, loaded, running, onAction } = props;
  const { frames } = present;
  return (
    <div className="tbar">
      <IconButton
        size="sm"
        label={running ? t`Stop (Shift P)` : t`Play (Shift P)`}
        icon={running ? Pause : Play}
        onClick={props.onPlay}
      />
      <button type="button" className="btn ghost sm" onClick={() => onAction("previous-keyframe")}>
        <ChevronLeft className="ic s14" aria-hidden />
        <Trans>Keyframe</Trans> <Keys of="previous-keyframe" />
      </button>
      <button type="button" className="btn ghost sm" onClick={() => onAction("next-keyframe")}>
        <Keys of="next-keyframe" /> <Trans>Keyframe</Trans>
        <ChevronRight className="ic s14" aria-hidden />
      </button>
      <span className="vr" />
      <span className="num nw">
        <b className="semi">{running ? <RunningTime playhead={props.playhead} /> : timeLabel(frame)}</b>{" "}
        <span className="f3">/ {timeLabel(seconds * FPS)}</span>
      </span>
      <span className="f3 num t12 nw" data-testid="frame-index">
        {running ? t`playing` : t`frame ${frame} · ${placeAmong(present, frame)}`}
      </span>
      <span className="sp" />
      {loaded.ready < frames.length && (
        <span className="f3 t12" role="status">
          <Trans>
            Stills {loaded.ready} of {frames.length}. You can draw on what is here.
          </Trans>
        </span>
      )}
      <TrustBar {...props} />
      {props.editable && (
        <Button size="sm" icon={Zap} keys={["Ctrl", "E"]} busy={props.previewBusy} onClick={props.onPreview}>
          <Trans>Preview propagation</Trans>
        </Button>
      )}
    </div>
  );
}

/** Renders thirty times a second, so it is a leaf. */
function RunningTime({ playhead }: { readonly playhead: Playhead }) {
  return timeLabel(usePlayheadState(playhead).frame);
}

/** Where the computed masks need a look; nothing while nothing is computed. */
function TrustBar({ computed, trusting, onTrusting, onNextDip }: TimeBarProps) {
  if (!computed.film) return null;
  const dips = computed.lanes.reduce((sum, lane) => sum + lane.dips.length, 0);
  return (
    <>
      {dips > 0 && (
        <Pill tone="warn" icon={TriangleAlert}>
          {dips === 1 ? t`1 dip below 0.80` : t`${dips} dips below 0.80`}
        </Pill>
      )}
      <Button
        size="sm"
        variant="ghost"
        keys={["Shift", "M"]}
        blocked={dips === 0 ? t`No dip below 0.80.` : undefined}
        onClick={onNextDip}
      >
        <Trans>Next dip</Trans>
      </Button>
      <Segmented
        label={t`Below the bar`}
        value={trusting ? "trust" : "cells"}
        options={[
          { value: "cells", text: t`Cells` },
          { value: "trust", text: t`Trust` },
        ]}
        onChange={(chosen) => onTrusting(chosen === "trust")}
      />
    </>
  );
}

function placeAmong(present: Annotation, frame: number): string {
  const { frames } = present;
  const before = frames.filter((at) => at <= frame).length;
  if (isKeyframe(present, frame)) return t`keyframe ${before} of ${frames.length}`;
  if (columnsOf(present).includes(frame)) return t`added keyframe after ${before} of ${frames.length}`;
  return before === frames.length
    ? t`after keyframe ${before} of ${frames.length}`
    : t`between keyframes ${before} and ${before + 1} of ${frames.length}`;
}
