/** One still a second with the playhead over them; a press or a drag goes there, and with Shift it chooses what to loop. */

import { t } from "@lingui/core/macro";
import { type PointerEvent, useRef } from "react";
import { timeLabel } from "./frames";
import { LoopRange } from "./LoopRange";
import { rangeBetween } from "./loop";
import type { Playhead } from "./playhead";
import { Ruler } from "./Ruler";
import { usePlayheadState } from "./usePlayhead";

export type Still = { readonly frame: number; readonly url: string };

export function FilmStrip({ playhead, stills }: { readonly playhead: Playhead; readonly stills: readonly Still[] }) {
  const anchor = useRef<number | null>(null);
  const under = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const box = currentTarget.getBoundingClientRect();
    const frame = Math.floor(((clientX - box.left) / box.width) * playhead.frameCount);
    return Math.max(0, Math.min(playhead.frameCount - 1, frame));
  };
  const go = (event: PointerEvent<HTMLElement>) => {
    const frame = under(event);
    const range = anchor.current === null ? undefined : rangeBetween(anchor.current, frame);
    if (range) playhead.setLoop(range);
    else if (anchor.current === null) playhead.seek(frame);
  };
  return (
    <div className="pl-film-box">
      <Ruler frameCount={playhead.frameCount} />
      <div className="pl-film-place">
        <div
          className="pl-film"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            anchor.current = event.shiftKey ? under(event) : null;
            go(event);
          }}
          onPointerMove={(event) => event.buttons === 1 && go(event)}
        >
          {stills.map((still, index) => (
            <img
              key={still.frame}
              src={still.url}
              alt=""
              draggable={false}
              style={{ flexGrow: (stills[index + 1]?.frame ?? playhead.frameCount) - still.frame }}
            />
          ))}
        </div>
        <LoopRange playhead={playhead} />
      </div>
      <Head playhead={playhead} />
    </div>
  );
}

function Head({ playhead }: { readonly playhead: Playhead }) {
  const { frame } = usePlayheadState(playhead);
  return (
    <input
      type="range"
      className="pl-head"
      aria-label={t`Frame`}
      aria-valuetext={t`frame ${frame}, ${timeLabel(frame)}`}
      min={0}
      max={playhead.frameCount - 1}
      value={frame}
      onChange={(event) => playhead.seek(Number(event.currentTarget.value))}
      style={{ "--at": (frame + 0.5) / playhead.frameCount } as React.CSSProperties}
    />
  );
}
