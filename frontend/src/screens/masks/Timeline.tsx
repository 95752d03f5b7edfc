/**
 * Every cell of the work at a glance: the stills in a row, under them one line an object, and in each cell what
 * was decided. A click goes there.
 */

import { Ban, ChevronLeft, ChevronRight, Pause, Play, Sparkles, TriangleAlert, X, Zap } from "lucide-react";
import { type KeyboardEvent, memo } from "react";
import type { Still } from "../../api/types";
import { type Annotation, cellAt, columnsOf, isKeyframe, stacked } from "../../editor/document";
import type { EditorEvent } from "../../editor/editor";
import { objectColour } from "../../editor/palette";
import type { Size } from "../../geometry/point";
import { pathOf, type Shape } from "../../geometry/ring";
import { FPS, timeLabel } from "../../player/frames";
import { Button, IconButton } from "../../ui/Button";
import { Pill } from "../../ui/Pill";
import { Segmented } from "../../ui/Segmented";
import type { Computed } from "./computed";
import { Keys } from "./Keys";
import { TrackLine, useScrolledTo } from "./Matrix";
import { timeOf } from "./opening";
import type { StillState, Stills } from "./stills";
import { TrustStrip } from "./TrustStrip";

/** Only what the matrix shows, so that a drag on the canvas does not draw three hundred cells again. */
interface TimelineProps {
  readonly computed: Computed;
  /** The lanes of trust stand in the place of the cells. */
  readonly trusting: boolean;
  readonly onTrusting: (on: boolean) => void;
  readonly onNextDip: () => void;
  readonly running: boolean;
  readonly onPlay: () => void;
  readonly onPreview: () => void;
  readonly previewBusy: boolean;
  readonly frameCount: number;
  readonly editable: boolean;
  readonly present: Annotation;
  readonly frame: number;
  readonly track: string | null;
  readonly lit: string | null;
  readonly size: Size;
  /** Cells that wait for an answer to a suggestion, and those that came back from the inspector, by `cellKey`. */
  readonly suggested: ReadonlyMap<string, unknown>;
  readonly returned: ReadonlySet<string>;
  readonly dispatch: (event: EditorEvent) => void;
  readonly stills: readonly Still[];
  readonly loaded: Stills;
  readonly seconds: number;
  readonly onAction: (name: string) => void;
}

/** The bottom of the screen: where one is, the film and the matrix. */
export const Timeline = memo(function Timeline(props: TimelineProps) {
  const { present, dispatch } = props;
  const added = columnsOf(present).length - present.frames.length;
  return (
    <section className="time" aria-label="Keyframes">
      <TimeBar {...props} />
      {props.trusting && <TrustStrip {...props} {...goings(dispatch)} />}
      <div className="matrix" hidden={props.trusting}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrows walk its cells, as in any grid.
          role="grid"
          aria-label="Objects by keyframes"
          style={{ minWidth: 308 + 96 * present.frames.length + 56 * added }}
          onKeyDown={walk}
        >
          <Film {...props} />
          <tbody>
            {present.tracks.map((track) => (
              <TrackLine
                key={track.id}
                line={track}
                present={present}
                frame={props.frame}
                chosen={track.id === props.track}
                lit={track.id === props.lit}
                suggested={props.suggested}
                returned={props.returned}
                coverage={props.computed.lanes.find((lane) => `${lane.track}` === track.id)?.coverage}
                dispatch={dispatch}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
});

function goings(dispatch: (event: EditorEvent) => void) {
  return {
    onGo: (frame: number, track?: number) => dispatch({ type: "go", frame, track: track?.toString() }),
    onLight: (track: string | null) => dispatch({ type: "light", track }),
  };
}

/** The stills over the matrix, with what is drawn on each. */
function Film(props: TimelineProps) {
  const { present, dispatch } = props;
  return (
    <thead>
      <tr className="film">
        <td className="legend">
          <Legend />
        </td>
        {columnsOf(present).map((frame) => (
          <FilmStill
            key={frame}
            frame={frame}
            here={frame === props.frame}
            url={props.stills.find((still) => still.frame === frame)?.url ?? null}
            state={isKeyframe(present, frame) ? (props.loaded.states.get(frame) ?? "loading") : "between"}
            present={present}
            size={props.size}
            dispatch={dispatch}
          />
        ))}
        <th className="sum" scope="col">
          done
        </th>
      </tr>
    </thead>
  );
}

/** Arrows walk the cells, so that Tab passes the matrix in one step; Enter goes to the cell. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const cell = event.target instanceof Element ? event.target.closest<HTMLTableCellElement>("td, th") : null;
  const row = cell?.closest("tr");
  if (!step || !cell || !row || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const [down = 0, right = 0] = step;
  const next = event.currentTarget.rows[row.rowIndex + down]?.cells[cell.cellIndex + right];
  next?.querySelector<HTMLElement>("button")?.focus();
}

function TimeBar(props: TimelineProps) {
  const { present, frame, seconds, loaded, running, onAction } = props;
  const { frames } = present;
  return (
    <div className="tbar">
      <IconButton
        size="sm"
        label={running ? "Stop (Shift P)" : "Play (Shift P)"}
        icon={running ? Pause : Play}
        onClick={props.onPlay}
      />
      <button type="button" className="btn ghost sm" onClick={() => onAction("previous-keyframe")}>
        <ChevronLeft className="ic s14" aria-hidden />
        Keyframe <Keys of="previous-keyframe" />
      </button>
      <button type="button" className="btn ghost sm" onClick={() => onAction("next-keyframe")}>
        <Keys of="next-keyframe" /> Keyframe
        <ChevronRight className="ic s14" aria-hidden />
      </button>
      <span className="vr" />
      <span className="num nw">
        <b className="semi">{timeLabel(frame)}</b> <span className="f3">/ {timeLabel(seconds * FPS)}</span>
      </span>
      <span className="f3 num t12 nw" data-testid="frame-index">
        frame {frame} · {placeAmong(frames, frame)}
      </span>
      <span className="sp" />
      {loaded.ready < frames.length && (
        <span className="f3 t12" role="status">
          Stills {loaded.ready} of {frames.length}. You can draw on what is here.
        </span>
      )}
      <TrustBar {...props} />
      {props.editable && (
        <Button size="sm" icon={Zap} keys={["Ctrl", "E"]} busy={props.previewBusy} onClick={props.onPreview}>
          Preview propagation
        </Button>
      )}
    </div>
  );
}

/** Where the computed masks need a look; nothing while nothing is computed. */
function TrustBar({ computed, trusting, onTrusting, onNextDip }: TimelineProps) {
  if (!computed.film) return null;
  const dips = computed.lanes.reduce((sum, lane) => sum + lane.dips.length, 0);
  return (
    <>
      {dips > 0 && (
        <Pill tone="warn" icon={TriangleAlert}>
          {dips === 1 ? "1 dip below 0.80" : `${dips} dips below 0.80`}
        </Pill>
      )}
      <Button
        size="sm"
        variant="ghost"
        keys={["Shift", "M"]}
        blocked={dips === 0 ? "No dip below 0.80." : undefined}
        onClick={onNextDip}
      >
        Next dip
      </Button>
      <Segmented
        label="Below the bar"
        value={trusting ? "trust" : "cells"}
        options={[
          { value: "cells", text: "Cells" },
          { value: "trust", text: "Trust" },
        ]}
        onChange={(chosen) => onTrusting(chosen === "trust")}
      />
    </>
  );
}

function placeAmong(frames: readonly number[], frame: number): string {
  const before = frames.filter((at) => at <= frame).length;
  if (frames.includes(frame)) return `keyframe ${before} of ${frames.length}`;
  return before === frames.length
    ? `after keyframe ${before} of ${frames.length}`
    : `between keyframes ${before} and ${before + 1} of ${frames.length}`;
}

function Legend() {
  return (
    <div>
      <span>
        <i className="k drawn" /> Drawn
      </span>
      <span>
        <i className="k edited" /> Model, edited
      </span>
      <span>
        <i className="k absent">
          <Ban className="ic" aria-hidden />
        </i>
        Absent
      </span>
      <span>
        <i className="k suggested">
          <Sparkles className="ic" aria-hidden />
        </i>
        Suggestion
      </span>
      <span>
        <i className="k open" /> To do
      </span>
      <span>
        <i className="k computed" /> Computed
      </span>
      <span>
        <i className="k drawn returned">
          <X className="ic" aria-hidden />
        </i>
        Returned
      </span>
    </div>
  );
}

const FilmStill = memo(function FilmStill(props: {
  readonly frame: number;
  readonly url: string | null;
  /** Between the keyframes there is no still. */
  readonly state: StillState | "between";
  readonly here: boolean;
  readonly present: Annotation;
  readonly size: Size;
  readonly dispatch: (event: EditorEvent) => void;
}) {
  const { frame, here, url, state } = props;
  const element = useScrolledTo(here);
  return (
    <th
      ref={element}
      className={["th", state === "between" && "half", here && "cur"].filter(Boolean).join(" ")}
      scope="col"
    >
      <button
        type="button"
        tabIndex={here ? 0 : -1}
        onClick={() => props.dispatch({ type: "go", frame })}
        aria-current={here}
      >
        <span className={state === "loading" ? "im sk" : "im"} data-theme="dark">
          {url && state === "ready" && <img src={url} alt="" />}
          {state === "failed" && <span className="bad t11 gone">did not load</span>}
          {state !== "failed" && <StillMasks annotation={props.present} frame={frame} size={props.size} />}
        </span>
        <span className="lb">
          <span>
            <span className="sr">{state === "between" ? "Added keyframe at " : "Keyframe at "}</span>
            {state === "between" ? "" : timeOf(frame)}
            {state === "between" && <span className="sr">{timeOf(frame)}, frame </span>}
          </span>{" "}
          <span>{frame}</span>
        </span>
      </button>
    </th>
  );
});

const StillMasks = memo(function StillMasks(props: {
  readonly annotation: Annotation;
  readonly frame: number;
  readonly size: { readonly width: number; readonly height: number };
}) {
  const { annotation, frame, size } = props;
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {stacked(annotation).map((track) => {
        const cell = cellAt(annotation, { track: track.id, frame });
        return cell?.kind === "drawn" && <StillShape key={track.id} number={track.number} shape={cell.shape} />;
      })}
    </svg>
  );
});

const StillShape = memo(function StillShape(props: { readonly number: number; readonly shape: Shape }) {
  return <path d={pathOf(props.shape)} style={{ color: objectColour(props.number).video }} />;
});
