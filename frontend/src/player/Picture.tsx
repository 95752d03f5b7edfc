/** The clip's picture at its own proportions, with whatever lies over it and the frame that is shown. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type ReactNode, useEffect, useRef } from "react";
import { timeLabel } from "./frames";
import type { Playhead } from "./playhead";
import "./player.css";
import { usePlayheadState, useTransport } from "./usePlayhead";

type PictureProps = {
  readonly playhead: Playhead;
  readonly media: string;
  readonly width: number;
  readonly height: number;
  readonly name: string;
  /** Laid exactly over the picture, in the video's proportions. */
  readonly children?: ReactNode;
  /** Laid over the well, in its corners. */
  readonly corners?: ReactNode;
};

export function Picture({ playhead, media, width, height, name, children, corners }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  const cover = useRef<HTMLCanvasElement>(null);
  const { failed, loop } = useTransport(playhead);
  useEffect(() => (video.current ? playhead.attach(video.current, cover.current) : undefined), [playhead]);
  return (
    <div className="pl-well" data-theme="dark">
      <div className="pl-fit" style={{ "--ratio": width / height } as React.CSSProperties}>
        {/* Clips have no sound in this project, and no caption track: captioning them is what the page is for. */}
        <video ref={video} src={media} muted playsInline preload="auto" aria-label={name} tabIndex={-1} />
        <canvas ref={cover} className="pl-cover" width={width} height={height} hidden={loop === null} />
        {children}
      </div>
      {corners}
      <FrameLabel playhead={playhead} />
      {failed ? <MediaFailed onRetry={() => video.current?.load()} /> : null}
    </div>
  );
}

function FrameLabel({ playhead }: { readonly playhead: Playhead }) {
  const { frame } = usePlayheadState(playhead);
  return (
    <span className="pl-frame num" data-testid="frame-index">
      {timeLabel(frame)} <span className="pl-frame-of">{t`frame ${frame} of ${playhead.frameCount}`}</span>
    </span>
  );
}

function MediaFailed({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <div className="pl-failed" role="alert">
      <span>
        <Trans>The clip did not load.</Trans>
      </span>
      <button type="button" className="btn sm" onClick={onRetry}>
        <Trans>Fetch again</Trans>
      </button>
    </div>
  );
}
