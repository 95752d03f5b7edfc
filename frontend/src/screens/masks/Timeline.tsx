/**
 * Every cell of the work at a glance: the stills in a row, under them one line an object, and in each cell what
 * was decided. A click goes there.
 */

import { Ban, ChevronLeft, ChevronRight } from "lucide-react";
import { type CSSProperties, memo, useEffect, useRef } from "react";
import type { Still } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { decidedFrames } from "../../editor/completeness";
import { type Annotation, cellAt, type Track } from "../../editor/document";
import type { EditorEvent } from "../../editor/editor";
import { objectColour } from "../../editor/palette";
import type { Size } from "../../geometry/point";
import { pathOf, type Shape } from "../../geometry/ring";
import { timeOf } from "./opening";
import type { StillState, Stills } from "./stills";

/** Only what the matrix shows, so that a drag on the canvas does not draw three hundred cells again. */
interface TimelineProps {
  readonly present: Annotation;
  readonly frame: number;
  readonly track: string | null;
  readonly size: Size;
  readonly dispatch: (event: EditorEvent) => void;
  readonly stills: readonly Still[];
  readonly loaded: Stills;
  readonly seconds: number;
  readonly onAction: (name: string) => void;
}

/** The bottom of the screen: where one is, the film and the matrix. */
export const Timeline = memo(function Timeline(props: TimelineProps) {
  const { present, dispatch } = props;
  return (
    <section className="time" aria-label="Keyframes">
      <TimeBar {...props} />
      <div className="matrix">
        <table aria-label="Objects by keyframes" style={{ minWidth: 308 + 96 * present.frames.length }}>
          <thead>
            <tr className="film">
              <td className="legend">
                <Legend />
              </td>
              {present.frames.map((frame) => (
                <FilmStill
                  key={frame}
                  frame={frame}
                  here={frame === props.frame}
                  url={props.stills.find((still) => still.frame === frame)?.url ?? null}
                  state={props.loaded.states.get(frame) ?? "loading"}
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
          <tbody>
            {present.tracks.map((track) => (
              <TrackLine key={track.id} line={track} {...props} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
});

function TimeBar({ present, frame, seconds, loaded, onAction }: TimelineProps) {
  const { frames } = present;
  const total = `${timeOf(seconds * 30)}.${`${Math.round((seconds % 1) * 100)}`.padStart(2, "0")}`;
  return (
    <div className="tbar">
      <button type="button" className="btn ghost sm" onClick={() => onAction("previous-keyframe")}>
        <ChevronLeft className="ic s14" aria-hidden />
        Keyframe <kbd>E</kbd>
      </button>
      <button type="button" className="btn ghost sm" onClick={() => onAction("next-keyframe")}>
        <kbd>R</kbd> Keyframe
        <ChevronRight className="ic s14" aria-hidden />
      </button>
      <span className="vr" />
      <span className="num nw">
        <b className="semi">{timeOf(frame)}.00</b> <span className="f3">/ {total}</span>
      </span>
      <span className="f3 num t12 nw" data-testid="frame-index">
        frame {frame} · keyframe {frames.indexOf(frame) + 1} of {frames.length}
      </span>
      <span className="sp" />
      {loaded.ready < frames.length && (
        <span className="f3 t12" role="status">
          Stills {loaded.ready} of {frames.length}. You can draw on what is here.
        </span>
      )}
    </div>
  );
}

function Legend() {
  return (
    <div>
      <span>
        <i className="k drawn" /> Drawn
      </span>
      <span>
        <i className="k absent">
          <Ban className="ic" aria-hidden />
        </i>{" "}
        Absent
      </span>
      <span>
        <i className="k open" /> To do
      </span>
    </div>
  );
}

const FilmStill = memo(function FilmStill(props: {
  readonly frame: number;
  readonly url: string | null;
  readonly state: StillState;
  readonly here: boolean;
  readonly present: Annotation;
  readonly size: Size;
  readonly dispatch: (event: EditorEvent) => void;
}) {
  const { frame, here, url, state } = props;
  const element = useScrolledTo(here);
  return (
    <th ref={element} className={here ? "th cur" : "th"} scope="col">
      <button
        type="button"
        onClick={() => props.dispatch({ type: "go", frame })}
        aria-current={here}
        aria-label={`Keyframe at ${timeOf(frame)}`}
      >
        <span className={state === "loading" ? "im sk" : "im"} data-theme="dark">
          {url && state === "ready" && <img src={url} alt="" />}
          {state === "failed" && <span className="bad t11 gone">did not load</span>}
          {state !== "failed" && <StillMasks annotation={props.present} frame={frame} size={props.size} />}
        </span>
        <span className="lb">
          <span>{timeOf(frame)}</span>
          <span>{frame}</span>
        </span>
      </button>
    </th>
  );
});

/** Keeps a cell in sight while it is the current one; long clips have more columns than the window. */
function useScrolledTo(current: boolean) {
  const element = useRef<HTMLTableCellElement>(null);
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return element;
}

const StillMasks = memo(function StillMasks(props: {
  readonly annotation: Annotation;
  readonly frame: number;
  readonly size: { readonly width: number; readonly height: number };
}) {
  const { annotation, frame, size } = props;
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {annotation.tracks.map((track) => {
        const cell = cellAt(annotation, { track: track.id, frame });
        return cell?.kind === "drawn" && <StillShape key={track.id} number={track.number} shape={cell.shape} />;
      })}
    </svg>
  );
});

const StillShape = memo(function StillShape(props: { readonly number: number; readonly shape: Shape }) {
  return <path d={pathOf(props.shape)} style={{ color: objectColour(props.number).video }} />;
});

function TrackLine(props: TimelineProps & { readonly line: Track }) {
  const { line: track, present, dispatch } = props;
  const colour = objectColour(track.number);
  const style = { "--c": colour.text, "--ink": colour.textInk } as CSSProperties;
  return (
    <tr
      className={track.id === props.track ? "line on" : "line"}
      style={style}
      onPointerEnter={() => dispatch({ type: "light", track: track.id })}
      onPointerLeave={() => dispatch({ type: "light", track: null })}
    >
      <th className="lab" scope="row">
        <span className="row">
          <ObjectBadge number={track.number} />
          <span className="ell">{track.label}</span>
        </span>
      </th>
      {present.frames.map((frame) => (
        <MatrixCell
          key={frame}
          line={track}
          at={frame}
          kind={cellAt(present, { track: track.id, frame })?.kind ?? "open"}
          here={frame === props.frame}
          current={frame === props.frame && track.id === props.track}
          dispatch={dispatch}
        />
      ))}
      <td className="sum">
        {decidedFrames(present, track.id)} / {present.frames.length}
      </td>
    </tr>
  );
}

const WORDS = { drawn: "drawn", absent: "absent", open: "to do" } as const;

const MatrixCell = memo(function MatrixCell(props: {
  readonly line: Track;
  readonly at: number;
  readonly kind: keyof typeof WORDS;
  readonly here: boolean;
  readonly current: boolean;
  readonly dispatch: (event: EditorEvent) => void;
}) {
  const { line, at, kind, current } = props;
  const element = useScrolledTo(current);
  return (
    <td ref={element} className={props.here ? "c cur" : "c"}>
      <button
        type="button"
        aria-current={current}
        aria-label={`object ${line.number}, ${timeOf(at)}, ${WORDS[kind]}`}
        onClick={() => props.dispatch({ type: "go", frame: at, track: line.id })}
      >
        <i className={current ? `k ${kind} now` : `k ${kind}`}>
          {kind === "absent" && <Ban className="ic" aria-hidden />}
        </i>
      </button>
    </td>
  );
});
