/**
 * One lane an object: how far the computed masks can be trusted, where people drew, where nothing is computed, and where the
 * clip stands. A screen says who an object is (`badge`) and what it means that nothing is computed (`missing`).
 */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type PointerEvent, type ReactNode, useMemo } from "react";
import { objectColour } from "../editor/palette";
import { Ruler } from "./Ruler";
import "./trust.css";
import { type Lane, type Span, spansOf, TRUST_LINE } from "./trust";

/** Why a stretch has no masks, and what can be done about it. */
export type Missing = { readonly words: string; readonly retry?: (() => void) | undefined; readonly busy?: boolean };

type TrustLanesProps = {
  readonly frameCount: number;
  readonly lanes: readonly Lane[];
  readonly badge: (lane: Lane) => ReactNode;
  readonly missing: Missing;
  readonly onSeek: (frame: number) => void;
  readonly onHover: (number: number | null) => void;
  /** The head, and what floats over the lanes. */
  readonly children: ReactNode;
};

export function TrustLanes({ frameCount, lanes, badge, missing, onSeek, onHover, children }: TrustLanesProps) {
  const seek = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const frame = Math.floor(((event.clientX - box.left) / box.width) * frameCount);
    onSeek(Math.max(0, Math.min(frameCount - 1, frame)));
  };
  return (
    <div className="tr-lanes">
      {lanes.map((lane) => (
        <div
          key={lane.track}
          className="tr-lane"
          onPointerEnter={() => onHover(lane.number)}
          onPointerLeave={() => onHover(null)}
        >
          <span className="tr-name">
            {badge(lane)}
            <span className="ell">{lane.label}</span>
          </span>
          <div
            className="tr-plot"
            onPointerDown={(event) => {
              if (event.target instanceof Element && event.target.closest("button")) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              seek(event);
            }}
            onPointerMove={(event) => event.buttons === 1 && seek(event)}
          >
            <Plot lane={lane} frameCount={frameCount} />
            <Spans lane={lane} frameCount={frameCount} missing={missing} />
            <Lows lane={lane} frameCount={frameCount} />
            <Ticks lane={lane} frameCount={frameCount} />
          </div>
        </div>
      ))}
      <div className="tr-axis">
        <Ruler frameCount={frameCount} />
      </div>
      <div className="tr-over">{children}</div>
    </div>
  );
}

/** The height of a lane in pixels. */
const LANE_HEIGHT = 40;
const TOP = 4;
const BOTTOM = LANE_HEIGHT - 8;

const heightAt = (trust: number) => TOP + (1 - trust) * (BOTTOM - TOP);

type LaneProps = { readonly lane: Lane; readonly frameCount: number };

function Plot({ lane, frameCount }: LaneProps) {
  const { line, area } = useMemo(() => pathsOf(lane), [lane]);
  const colour = objectColour(lane.number).text;
  return (
    <svg
      viewBox={`0 0 ${frameCount} ${LANE_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t`Trust of object ${lane.number}: ${wordsOf(lane)}`}
    >
      {lane.dips.map((dip) => (
        <rect
          key={dip.first}
          x={dip.first}
          width={dip.last - dip.first + 1}
          y={0}
          height={LANE_HEIGHT}
          fill="var(--warn)"
          fillOpacity={0.25}
        />
      ))}
      <path d={area} fill={colour} fillOpacity={0.1} />
      <path
        d={`M0 ${heightAt(TRUST_LINE)}H${frameCount}`}
        stroke="var(--line-3)"
        strokeDasharray="2 3"
        vectorEffect="non-scaling-stroke"
      />
      <path d={line} fill="none" stroke={colour} strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

function wordsOf({ coverage, dips }: Lane): string {
  if (!coverage.some((kind) => kind !== "missing")) return t`nothing is computed`;
  if (!coverage.includes("present")) return t`absent throughout`;
  return dips.length === 0 ? t`never below 0.80` : t`${dips.length} below 0.80`;
}

/** The line over every stretch where the object is seen, and the area under it. */
function pathsOf({ trust, coverage }: Lane): { readonly line: string; readonly area: string } {
  const seen = spansOf(coverage).filter(({ kind }) => kind === "present");
  const lines = seen.map(({ first, last }) => {
    const points = trust.slice(first, last + 1).map((value, at) => `${first + at + 0.5} ${heightAt(value).toFixed(1)}`);
    return { first, last, path: `M${points.join("L")}` };
  });
  return {
    line: lines.map(({ path }) => path).join(""),
    area: lines
      .map(({ first, last, path }) => `${path}L${last + 0.5} ${LANE_HEIGHT}L${first + 0.5} ${LANE_HEIGHT}Z`)
      .join(""),
  };
}

const share = (frame: number, frameCount: number) => `${(frame / frameCount) * 100}%`;

function place({ first, last }: Pick<Span, "first" | "last">, frameCount: number) {
  return { left: share(first, frameCount), width: share(last - first + 1, frameCount) };
}

/** Stretches without a line: the object is absent there, or nothing is computed. */
function Spans({ lane, frameCount, missing }: LaneProps & { readonly missing: Missing }) {
  const spans = lane.coverage.length > 0 ? spansOf(lane.coverage) : [whole(frameCount)];
  return spans
    .filter(({ kind }) => kind !== "present")
    .map((span) => (
      <div key={span.first} className={`tr-span ${span.kind}`} style={place(span, frameCount)}>
        {isWide(span, frameCount) &&
          (span.kind === "absent" ? (
            <span>
              <Trans>absent</Trans>
            </span>
          ) : (
            <Gap missing={missing} />
          ))}
      </div>
    ));
}

function whole(frameCount: number): Span {
  return { kind: "missing", first: 0, last: frameCount - 1 };
}

/** Whether words fit: a second of a ten-second clip takes about 80 pixels. */
function isWide({ first, last }: Span, frameCount: number): boolean {
  return (last - first + 1) / frameCount > 0.08;
}

function Gap({ missing }: { readonly missing: Missing }) {
  return (
    <>
      <span>{missing.words}</span>
      {missing.retry && (
        <button type="button" className="lnk" aria-disabled={missing.busy} onClick={missing.retry}>
          <Trans>Retry</Trans>
        </button>
      )}
    </>
  );
}

/** Each dip's lowest value beside it, where there is room before the next. */
function Lows({ lane, frameCount }: LaneProps) {
  const room = frameCount / 18;
  return lane.dips.map((dip, at) => {
    const next = lane.dips[at + 1]?.first ?? frameCount;
    if (next - dip.last < room) return null;
    return (
      <span key={dip.first} className="tr-low num" style={{ left: share(dip.last + 1, frameCount) }}>
        {dip.lowest.toFixed(2)}
      </span>
    );
  });
}

function Ticks({ lane, frameCount }: LaneProps) {
  return lane.human.map((frame) => (
    <i
      key={frame}
      className={lane.coverage[frame] === "present" ? "tr-tick" : "tr-tick absent"}
      style={{ left: share(frame + 0.5, frameCount), color: objectColour(lane.number).text }}
    />
  ));
}

/** Where the clip stands, over all lanes. */
export function LaneHead({ frame, frameCount }: { readonly frame: number; readonly frameCount: number }) {
  return <div className="tr-head" aria-hidden="true" style={{ left: share(frame + 0.5, frameCount) }} />;
}

/** What floats beside the head at an object's lane: on the side where there is room, below it unless it is the last. */
export function LaneCard(props: {
  readonly frame: number;
  readonly frameCount: number;
  /** The lane, counted from the top, and how many there are. */
  readonly row: number;
  readonly rows: number;
  readonly children: ReactNode;
}) {
  const { frame, frameCount, row, rows, children } = props;
  const at = (frame + 0.5) / frameCount;
  const percent = `${Math.max(at, 1 - at) * 100}%`;
  const side =
    at > 0.5
      ? { right: `calc(${(1 - at) * 100}% + 10px)`, maxWidth: `calc(${percent} - 18px)` }
      : { left: `calc(${at * 100}% + 10px)`, maxWidth: `calc(${percent} - 18px)` };
  const below = row + 1 < rows || rows === 1;
  return (
    <div className="tr-card" style={{ ...side, top: (below ? row + 1 : row - 1) * LANE_HEIGHT + 1 }}>
      {children}
    </div>
  );
}

/** A frame's trust in words, with why: how far each segment can be followed from its left keyframe alone. */
export function TrustValue(props: { readonly trust: number; readonly frame: number; readonly cycle: number | null }) {
  const { trust, frame, cycle } = props;
  return (
    <span className="tr-value num">
      <span>
        <Trans>
          <b>{trust.toFixed(2)}</b> at frame {frame}
        </Trans>
      </span>
      {cycle !== null && (
        <span className="f3 t11 ell">
          <Trans>the left keyframe alone reaches the right one at {cycle.toFixed(2)}</Trans>
        </span>
      )}
    </span>
  );
}
