/**
 * The objects of the caption on this keyframe: what is decided, what is hidden, the rings of the chosen one, and
 * what is in the way of calling the keyframe done.
 */

import { CircleDashed, Eye, EyeOff, Spline, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { actionNamed } from "../../editor/actions";
import { type Annotation, cellAt, shapeAt, type Track } from "../../editor/document";
import type { Editor, EditorEvent } from "../../editor/editor";
import { crossingRings, isHole, type Shape } from "../../geometry/ring";

interface PanelProps {
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
  readonly onAction: (name: string) => void;
}

/** The objects, and under them what is left to do on this keyframe. */
export function ObjectPanel(props: PanelProps) {
  const { tracks } = props.editor.history.present;
  return (
    <>
      <div className="sec-h tall">
        <span className="f1">Objects</span>
        <span className="f3 med">{tracks.length} of max 10</span>
      </div>
      {tracks.length === 0 && <p className="chk f3">The caption grounds no object. Ask its author to mark a phrase.</p>}
      <ul className="objs">
        {tracks.map((track) => (
          <ObjectRow key={track.id} track={track} {...props} />
        ))}
      </ul>
      <KeyframeChecks present={props.editor.history.present} frame={props.editor.frame} dispatch={props.dispatch} />
    </>
  );
}

function ObjectRow({ track, editor, dispatch, onAction }: PanelProps & { readonly track: Track }) {
  const chosen = track.id === editor.track;
  const hidden = editor.hidden.has(track.id);
  const cell = cellAt(editor.history.present, { track: track.id, frame: editor.frame });
  return (
    <li
      className={chosen ? "ocard" : ""}
      onPointerEnter={() => dispatch({ type: "light", track: track.id })}
      onPointerLeave={() => dispatch({ type: "light", track: null })}
    >
      <div className={hidden ? "orow is-hidden" : "orow"}>
        <button
          type="button"
          className="pick"
          aria-pressed={chosen}
          onClick={() => dispatch({ type: "choose-track", track: track.id })}
        >
          <ObjectBadge number={track.number} size="s22" />
          <span className={chosen ? "ell semi" : "ell"}>{track.label}</span>
          <span className="st">{cell === null ? "To do" : cell.kind === "absent" ? "Absent" : "Drawn"}</span>
        </button>
        <button
          type="button"
          className="ib"
          aria-label={`${hidden ? "Show" : "Hide"} object ${track.number}`}
          aria-pressed={hidden}
          onClick={() => dispatch({ type: "hide", track: track.id })}
        >
          {hidden ? <EyeOff className="ic s14" aria-hidden /> : <Eye className="ic s14" aria-hidden />}
        </button>
      </div>
      {chosen && <RingList editor={editor} dispatch={dispatch} shape={cell?.kind === "drawn" ? cell.shape : []} />}
      {chosen && editor.editable && <ObjectActions editor={editor} onAction={onAction} />}
    </li>
  );
}

function RingList({ editor, dispatch, shape }: { editor: Editor; dispatch: PanelProps["dispatch"]; shape: Shape }) {
  const chosen = editor.tool.tool === "select" ? editor.tool.chosen?.ring : undefined;
  return (
    <ul aria-label="Outlines">
      {namesOf(shape).map((name, index) => (
        <li key={name}>
          <button
            type="button"
            className={chosen === index ? "ringrow on" : "ringrow"}
            aria-pressed={chosen === index}
            onClick={() => dispatch({ type: "choose-ring", ring: index })}
          >
            {isHole(shape, index) ? (
              <CircleDashed className="ic s14" aria-hidden />
            ) : (
              <Spline className="ic s14" aria-hidden />
            )}
            <span>{name}</span>
            <span className="num f3">{shape[index]?.length} pts</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** "Part 1", "Hole 1", "Part 2": counted apart, in the order of drawing. */
export function namesOf(shape: Shape): readonly string[] {
  let [parts, holes] = [0, 0];
  return shape.map((_, index) => (isHole(shape, index) ? `Hole ${++holes}` : `Part ${++parts}`));
}

const BUTTONS: readonly (readonly [string, string])[] = [
  ["polygon", "Draw"],
  ["absent", "Absent here"],
  ["hole", "Cut hole"],
  ["delete-keyframe", "Delete all"],
];

function ObjectActions({ editor, onAction }: { editor: Editor; onAction: (name: string) => void }) {
  const place = editor.track === null ? null : { track: editor.track, frame: editor.frame };
  const drawn = place !== null && shapeAt(editor.history.present, place).length > 0;
  const absent = place !== null && cellAt(editor.history.present, place)?.kind === "absent";
  return (
    <div className="acts">
      {BUTTONS.map(([name, word]) => {
        const action = actionNamed(name);
        const works = action?.when(editor) ?? false;
        const label = name === "polygon" && drawn ? "Add part" : name === "absent" && absent ? "Not absent" : word;
        return (
          <button
            key={name}
            type="button"
            className={works ? "btn sm" : "btn sm is-off"}
            aria-disabled={!works}
            onClick={() => works && onAction(name)}
          >
            {label} <kbd>{action?.keys[0]?.replace("Shift+", "⇧ ").replace("Delete", "Del")}</kbd>
          </button>
        );
      })}
    </div>
  );
}

/** What is in the way of calling this keyframe done. */
const KeyframeChecks = memo(function KeyframeChecks(props: {
  readonly present: Annotation;
  readonly frame: number;
  readonly dispatch: (event: EditorEvent) => void;
}) {
  const { present, frame, dispatch } = props;
  const open = present.tracks.filter((track) => !cellAt(present, { track: track.id, frame }));
  const crossing = present.tracks.flatMap((track) => {
    const shape = shapeAt(present, { track: track.id, frame });
    return crossingRings(shape).map(([a, b]) => ({ track, names: [namesOf(shape)[a], namesOf(shape)[b]] as const }));
  });
  const count = open.length + crossing.length;
  return (
    <section aria-label="Before this keyframe is done">
      <div className="hr" />
      <div className="sec-h">
        Before this keyframe is done
        <span className="sp" />
        <span className={count ? "pill warn" : "pill ok"}>{count || "nothing left"}</span>
      </div>
      {open.map((track) => (
        <button
          key={track.id}
          type="button"
          className="chk"
          onClick={() => dispatch({ type: "choose-track", track: track.id })}
        >
          <CircleDashed className="ic s14 warn" aria-hidden />
          <span>Object {track.number} is neither drawn nor absent</span>
        </button>
      ))}
      {crossing.map(({ track, names }) => (
        <button
          key={`${track.id} ${names[0]} ${names[1]}`}
          type="button"
          className="chk"
          onClick={() => dispatch({ type: "choose-track", track: track.id })}
        >
          <TriangleAlert className="ic s14 warn" aria-hidden />
          <span>
            Object {track.number}: {names[0]} and {names[1]} cross. Where they overlap it counts as a hole.
          </span>
        </button>
      ))}
    </section>
  );
});
