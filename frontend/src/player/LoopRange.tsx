/** The stretch that plays again and again, over the film strip: what lies outside is dim, and either end can be dragged. */

import { t } from "@lingui/core/macro";
import type { CSSProperties, KeyboardEvent, PointerEvent } from "react";
import { timeLabel } from "./frames";
import { dragEnd, type LoopEnd } from "./loop";
import type { Playhead } from "./playhead";
import { useTransport } from "./usePlayhead";

const NAMES: Readonly<Record<LoopEnd, string>> = { first: t`Loop start`, last: t`Loop end` };
const STEPS: Readonly<Record<string, -1 | 1>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

export function LoopRange({ playhead }: { readonly playhead: Playhead }) {
  const { loop } = useTransport(playhead);
  if (loop === null) return null;
  const from = loop.first / playhead.frameCount;
  const to = (loop.last + 1) / playhead.frameCount;
  return (
    <div className="pl-loop" style={{ "--from": from, "--to": to } as CSSProperties}>
      <div className="pl-loop-box">
        <Handle playhead={playhead} end="first" frame={loop.first} />
        <Handle playhead={playhead} end="last" frame={loop.last} />
      </div>
    </div>
  );
}

type HandleProps = { readonly playhead: Playhead; readonly end: LoopEnd; readonly frame: number };

function Handle({ playhead, end, frame }: HandleProps) {
  const move = (to: number) => {
    const { range, playing } = playhead.state();
    const next = dragEnd(range, end, to, playhead.frameCount);
    playhead.setLoop(next);
    if (!playing) playhead.seek(next[end]);
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    const strip = event.currentTarget.closest(".pl-loop")?.getBoundingClientRect();
    if (event.buttons !== 1 || !strip) return;
    const frames = ((event.clientX - strip.left) / strip.width) * playhead.frameCount;
    move(Math.round(end === "first" ? frames : frames - 1));
  };
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(frame + step * (event.shiftKey ? 10 : 1));
  };
  return (
    <span
      className={`pl-loop-end ${end}`}
      role="slider"
      tabIndex={0}
      aria-label={NAMES[end]}
      aria-valuemin={0}
      aria-valuemax={playhead.frameCount - 1}
      aria-valuenow={frame}
      aria-valuetext={t`frame ${frame}, ${timeLabel(frame)}`}
      onKeyDown={press}
      onPointerDown={(event) => {
        // The hands stay in the text.
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
    />
  );
}
