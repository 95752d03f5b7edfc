/** One still a second with the playhead over them; a press or a drag goes there. */

import type { PointerEvent } from "react";
import { FPS, secondLabel, timeLabel } from "./frames";
import type { Playhead } from "./playhead";
import { usePlayheadState } from "./usePlayhead";

export type Still = { readonly frame: number; readonly url: string };

export function FilmStrip({ playhead, stills }: { readonly playhead: Playhead; readonly stills: readonly Still[] }) {
  const go = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    playhead.seek(((event.clientX - box.left) / box.width) * playhead.frameCount - 0.5);
  };
  return (
    <div className="pl-film-box">
      <Ruler frameCount={playhead.frameCount} />
      <div
        className="pl-film"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
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
      <Head playhead={playhead} />
    </div>
  );
}

function Ruler({ frameCount }: { readonly frameCount: number }) {
  const seconds = Math.floor(frameCount / FPS);
  const each = Math.max(1, Math.ceil(seconds / 12));
  const marks = Array.from({ length: Math.floor(seconds / each) + 1 }, (_, index) => index * each);
  return (
    <div className="pl-ruler num" aria-hidden="true">
      {marks.map((second) => {
        const share = (second * FPS) / frameCount;
        return (
          <span key={second} style={{ left: `${share * 100}%` }} className={edge(share)}>
            {secondLabel(second)}
          </span>
        );
      })}
    </div>
  );
}

function edge(share: number): string | undefined {
  if (share < 0.02) return "first";
  return share > 0.97 ? "last" : undefined;
}

function Head({ playhead }: { readonly playhead: Playhead }) {
  const { frame } = usePlayheadState(playhead);
  return (
    <input
      type="range"
      className="pl-head"
      aria-label="Frame"
      aria-valuetext={`frame ${frame}, ${timeLabel(frame)}`}
      min={0}
      max={playhead.frameCount - 1}
      value={frame}
      onChange={(event) => playhead.seek(Number(event.currentTarget.value))}
      style={{ "--at": (frame + 0.5) / playhead.frameCount } as React.CSSProperties}
    />
  );
}
