/** One still a second with the playhead over them; a press or a drag goes there. */

import type { PointerEvent } from "react";
import { timeLabel } from "./frames";
import type { Playhead } from "./playhead";
import { Ruler } from "./Ruler";
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
