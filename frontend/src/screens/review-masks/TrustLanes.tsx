/** One lane an object: how much the computed masks can be trusted, where people drew, and where the clip stands. */

import { useMemo } from "react";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { objectColour } from "../../editor/palette";
import type { MaskFilm } from "../../player/maskFilm";
import type { Playhead } from "../../player/playhead";
import { Ruler } from "../../player/Ruler";
import { usePlayheadState } from "../../player/usePlayhead";
import { type Dip, TRUST_LINE } from "./trust";

export type Lane = {
  readonly track: number;
  readonly number: number;
  readonly label: string;
  readonly trust: readonly number[];
};

type TrustLanesProps = {
  readonly playhead: Playhead;
  readonly film: MaskFilm;
  readonly lanes: readonly Lane[];
  readonly dips: readonly Dip[];
  readonly human: readonly number[];
  readonly onHover: (number: number | null) => void;
};

export function TrustLanes({ playhead, film, lanes, dips, human, onHover }: TrustLanesProps) {
  const { frameCount } = playhead;
  const seek = (event: React.PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    playhead.seek(((event.clientX - box.left) / box.width) * frameCount - 0.5);
  };
  return (
    <div className="rm-lanes">
      {lanes.map((lane) => (
        <div
          key={lane.track}
          className="rm-lane"
          onPointerEnter={() => onHover(lane.number)}
          onPointerLeave={() => onHover(null)}
        >
          <span className="rm-lane-name">
            <ObjectBadge number={lane.number} />
            <span className="ell">{lane.label}</span>
          </span>
          <div
            className="rm-plot"
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              seek(event);
            }}
            onPointerMove={(event) => event.buttons === 1 && seek(event)}
          >
            <Plot lane={lane} dips={dips.filter(({ track }) => track === lane.track)} frameCount={frameCount} />
            <Ticks lane={lane} film={film} human={human} frameCount={frameCount} />
          </div>
        </div>
      ))}
      <div className="rm-axis">
        <Ruler frameCount={frameCount} />
      </div>
      <Head playhead={playhead} />
    </div>
  );
}

const HEIGHT = 40;
const TOP = 4;

function Plot({
  lane,
  dips,
  frameCount,
}: {
  readonly lane: Lane;
  readonly dips: readonly Dip[];
  readonly frameCount: number;
}) {
  const y = (trust: number) => TOP + (1 - trust) * (HEIGHT - TOP);
  const line = useMemo(
    () =>
      lane.trust
        .map(
          (trust, frame) =>
            `${frame === 0 ? "M" : "L"}${frame + 0.5} ${(TOP + (1 - trust) * (HEIGHT - TOP)).toFixed(1)}`,
        )
        .join(""),
    [lane.trust],
  );
  const colour = objectColour(lane.number).text;
  const name =
    dips.length === 0
      ? `Trust of object ${lane.number}: never below 0.80`
      : `Trust of object ${lane.number}: ${dips.length} below 0.80`;
  return (
    <svg viewBox={`0 0 ${frameCount} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={name}>
      {dips.map((dip) => (
        <rect
          key={dip.first}
          x={dip.first}
          width={dip.last - dip.first + 1}
          y={0}
          height={HEIGHT}
          fill="var(--warn)"
          fillOpacity={0.25}
        />
      ))}
      <path d={`${line}V${HEIGHT}H0.5Z`} fill={colour} fillOpacity={0.1} />
      <path
        d={`M0 ${y(TRUST_LINE)}H${frameCount}`}
        stroke="var(--line-3)"
        strokeDasharray="2 3"
        vectorEffect="non-scaling-stroke"
      />
      <path d={line} fill="none" stroke={colour} strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

function Ticks({
  lane,
  film,
  human,
  frameCount,
}: Pick<TrustLanesProps, "film" | "human"> & { readonly lane: Lane; readonly frameCount: number }) {
  return human.map((frame) => (
    <i
      key={frame}
      className={film.isPresent(frame, lane.track) ? "rm-tick" : "rm-tick absent"}
      style={{ left: `${((frame + 0.5) / frameCount) * 100}%`, color: objectColour(lane.number).text }}
    />
  ));
}

function Head({ playhead }: { readonly playhead: Playhead }) {
  const { frame } = usePlayheadState(playhead);
  return (
    <div className="rm-head-box" aria-hidden="true">
      <div className="rm-head" style={{ left: `${((frame + 0.5) / playhead.frameCount) * 100}%` }} />
    </div>
  );
}
