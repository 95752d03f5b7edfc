/** One line of the matrix: an object over all keyframes, what was decided on each, and how many are done. */

import { t } from "@lingui/core/macro";
import { Ban, Sparkles, X } from "lucide-react";
import { type CSSProperties, memo, useEffect, useRef } from "react";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { decidedFrames } from "../../editor/completeness";
import { type Annotation, cellKey, columnsOf, isKeyframe, type Track } from "../../editor/document";
import type { EditorEvent } from "../../editor/editor";
import { objectColour } from "../../editor/palette";
import type { Lane } from "../../player/trust";
import { type CellLook, LOOK_WORDS, lookOf } from "./cells";
import { timeOf } from "./opening";

interface LineProps {
  readonly line: Track;
  readonly present: Annotation;
  readonly frame: number;
  readonly chosen: boolean;
  readonly lit: boolean;
  readonly suggested: ReadonlyMap<string, unknown>;
  readonly returned: ReadonlySet<string>;
  /** What is known of the object between the keyframes, by frame; undefined while nothing is computed. */
  readonly coverage: Lane["coverage"] | undefined;
  readonly dispatch: (event: EditorEvent) => void;
}

/** An object's line; pointing at it lights its words and its mask. */
export function TrackLine(props: LineProps) {
  const { line: track, present, dispatch } = props;
  const colour = objectColour(track.number);
  const style = { "--c": colour.text, "--ink": colour.textInk } as CSSProperties;
  const names = ["line", props.chosen && "on", props.lit && "lit"].filter(Boolean).join(" ");
  return (
    <tr
      className={names}
      style={style}
      onPointerEnter={() => dispatch({ type: "light", track: track.id })}
      onPointerLeave={() => dispatch({ type: "light", track: null })}
    >
      <th className="lab" scope="row">
        <span className="row">
          <ObjectBadge number={track.number} />
          <span className="ell" title={track.label}>
            {track.label}
          </span>
        </span>
      </th>
      {columnsOf(present).map((frame) => {
        const place = { track: track.id, frame };
        return (
          <MatrixCell
            key={frame}
            line={track}
            at={frame}
            added={!isKeyframe(present, frame)}
            look={lookOf(present, place, props.suggested)}
            returned={props.returned.has(cellKey(place))}
            before={isComputed(props.coverage, frame - 1)}
            after={isComputed(props.coverage, frame + 1)}
            here={frame === props.frame}
            current={frame === props.frame && props.chosen}
            dispatch={dispatch}
          />
        );
      })}
      <td className="sum">
        {decidedFrames(present, track.id)} / {present.frames.length}
      </td>
    </tr>
  );
}

function isComputed(coverage: Lane["coverage"] | undefined, frame: number): boolean {
  const known = coverage?.[frame];
  return known === "present" || known === "absent";
}

const MatrixCell = memo(function MatrixCell(props: {
  readonly line: Track;
  readonly at: number;
  /** Somebody's keyframe between those of the work. */
  readonly added: boolean;
  readonly look: CellLook;
  readonly returned: boolean;
  /** Whether masks are computed on either side of it. */
  readonly before: boolean;
  readonly after: boolean;
  readonly here: boolean;
  readonly current: boolean;
  readonly dispatch: (event: EditorEvent) => void;
}) {
  const { line, at, look, returned, current } = props;
  const element = useScrolledTo(current);
  const names = ["k", look, returned && "returned", current && "now"].filter(Boolean).join(" ");
  const words = t`object ${line.number}, ${timeOf(at)}, ${LOOK_WORDS[look]}${returned ? t`, returned` : ""}`;
  return (
    <td ref={element} className={classesOf(props)}>
      <button
        type="button"
        tabIndex={current ? 0 : -1}
        aria-current={current}
        aria-label={words}
        title={words}
        onClick={() => props.dispatch({ type: "go", frame: at, track: line.id })}
      >
        <i className={names}>
          {look === "absent" && <Ban className="ic" aria-hidden />}
          {look === "suggested" && <Sparkles className="ic" aria-hidden />}
          {returned && (look === "drawn" || look === "edited") && <X className="ic" aria-hidden />}
        </i>
      </button>
    </td>
  );
});

function classesOf(cell: { added: boolean; here: boolean; before: boolean; after: boolean }): string {
  const { added, here, before, after } = cell;
  return ["c", added && "half", here && "cur", before && "before", after && "after"].filter(Boolean).join(" ");
}

/** Keeps a cell in sight while it is the current one; long clips have more columns than the window. */
export function useScrolledTo(current: boolean) {
  const element = useRef<HTMLTableCellElement>(null);
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return element;
}
