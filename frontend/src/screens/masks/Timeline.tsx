/**
 * Every cell of the work at a glance: the stills in a row, under them one line an object, and in each cell what
 * was decided. A click goes there.
 */

import { t } from "@lingui/core/macro";
import { type KeyboardEvent, memo } from "react";
import { columnsOf } from "../../editor/document";
import type { EditorEvent } from "../../editor/editor";
import { Film, type FilmProps } from "./Film";
import { TrackLine } from "./Matrix";
import { TimeBar, type TimeBarProps } from "./TimeBar";
import { TrustStrip } from "./TrustStrip";

/** Only what the matrix shows, so that a drag on the canvas does not draw three hundred cells again. */
interface TimelineProps extends FilmProps, TimeBarProps {
  readonly track: string | null;
  readonly lit: string | null;
  /** Cells that wait for an answer to a suggestion, and those that came back from the inspector, by `cellKey`. */
  readonly suggested: ReadonlyMap<string, unknown>;
  readonly returned: ReadonlySet<string>;
  readonly frameCount: number;
}

/** The bottom of the screen: where one is, the film and the matrix. */
export const Timeline = memo(function Timeline(props: TimelineProps) {
  const { present, dispatch } = props;
  const added = columnsOf(present).length - present.frames.length;
  return (
    <section className="time" aria-label={t`Keyframes`}>
      <TimeBar {...props} />
      {props.trusting && <TrustStrip {...props} {...goings(dispatch)} />}
      <div className="matrix" hidden={props.trusting}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrows walk its cells, as in any grid.
          role="grid"
          aria-label={t`Objects by keyframes`}
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
