/** Why: a clip beside what is judged of it: its picture, transport and film strip, one above the other, in a column. */
import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";
import type { Video } from "../api/types";
import { FilmStrip } from "../player/FilmStrip";
import { Picture } from "../player/Picture";
import type { Playhead } from "../player/playhead";
import { Transport } from "../player/Transport";

type WatchedClipProps = {
  readonly video: Video;
  readonly playhead: Playhead;
  /** Laid over the picture. */
  readonly children?: ReactNode;
};

export function WatchedClip({ video, playhead, children }: WatchedClipProps) {
  return (
    <>
      <div className="pl-watched" style={{ aspectRatio: video.width / video.height }}>
        <Picture
          playhead={playhead}
          media={video.media}
          width={video.width}
          height={video.height}
          name={t`Clip ${video.number}`}
        >
          {children}
        </Picture>
      </div>
      <div className="pl-strip">
        <div className="pl-bar">
          <Transport playhead={playhead} stepKeys={["D", "F"]} loopKeys={["L"]} />
        </div>
        <FilmStrip playhead={playhead} stills={video.stills} />
      </div>
    </>
  );
}
