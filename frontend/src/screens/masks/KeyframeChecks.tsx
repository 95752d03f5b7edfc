/** What is in the way of calling this keyframe done, each with its place and one click that solves it or leads there. */

import { CircleCheck, CircleDashed, Sparkles, TriangleAlert } from "lucide-react";
import { memo, type ReactNode, useDeferredValue, useMemo } from "react";
import { type Annotation, cellAt, cellKey, shapeAt, type Track } from "../../editor/document";
import type { EditorEvent } from "../../editor/editor";
import { subtract } from "../../geometry/boolean";
import type { Size } from "../../geometry/point";
import { crossingRings } from "../../geometry/ring";
import { toast } from "../../ui/Toast";
import { count as grouped } from "../labels";
import { Keys } from "./Keys";
import { namesOf } from "./ObjectCard";
import { type Overlap, overlapsOn } from "./overlaps";

interface ChecksProps {
  readonly present: Annotation;
  readonly frame: number;
  readonly track: string | null;
  readonly size: Size;
  readonly suggested: ReadonlyMap<string, unknown>;
  readonly locked: ReadonlySet<string>;
  readonly editable: boolean;
  readonly dispatch: (event: EditorEvent) => void;
}

/** The list; it follows the hand when the hand rests. */
export const KeyframeChecks = memo(function KeyframeChecks(props: ChecksProps) {
  const { suggested, dispatch } = props;
  const present = useDeferredValue(props.present);
  const frame = useDeferredValue(props.frame);
  const overlaps = useMemo(() => overlapsOn(present, frame), [present, frame]);
  const at = (track: Track) => ({ track: track.id, frame });
  const waiting = present.tracks.filter((track) => suggested.has(cellKey(at(track))));
  const open = present.tracks.filter((track) => !cellAt(present, at(track)) && !waiting.includes(track));
  const crossing = useMemo(() => crossingsOn(present, frame), [present, frame]);
  const count = waiting.length + open.length + crossing.length + overlaps.length;
  const choose = (track: Track) => dispatch({ type: "choose-track", track: track.id });
  return (
    <section className="checks" aria-label="Before this keyframe is done">
      <div className="hr" />
      <div className="sec-h">
        Before this keyframe is done
        <span className="sp" />
        <span className={count ? "pill warn" : "pill ok"}>{count || "nothing left"}</span>
      </div>
      {count === 0 && (
        <div className="chk f3">
          <CircleCheck className="ic s14 ok" aria-hidden />
          <span>Every object is decided, and none overlaps another.</span>
          <Keys of="next-keyframe" />
        </div>
      )}
      {waiting.map((track) => (
        <Check
          key={track.id}
          icon={<Sparkles className="ic s14 warn" aria-hidden />}
          end={track.id === props.track && <Keys of="accept" />}
          onClick={() => choose(track)}
        >
          Object {track.number} has an open suggestion
        </Check>
      ))}
      {open.map((track) => (
        <Check key={track.id} icon={<CircleDashed className="ic s14 warn" aria-hidden />} onClick={() => choose(track)}>
          Object {track.number} is neither drawn nor absent
        </Check>
      ))}
      {crossing.map(({ track, names }) => (
        <Check
          key={`${track.id} ${names.join()}`}
          icon={<TriangleAlert className="ic s14 warn" aria-hidden />}
          onClick={() => choose(track)}
        >
          Object {track.number}: {names[0]} and {names[1]} cross. Where they overlap it counts as a hole.
        </Check>
      ))}
      {overlaps.map((overlap) => (
        <OverlapCheck
          key={`${overlap.below.id} ${overlap.above.id}`}
          {...props}
          present={present}
          frame={frame}
          overlap={overlap}
        />
      ))}
    </section>
  );
});

function crossingsOn(present: Annotation, frame: number) {
  return present.tracks.flatMap((track) => {
    const shape = shapeAt(present, { track: track.id, frame });
    return crossingRings(shape).map(([a, b]) => ({ track, names: [namesOf(shape)[a], namesOf(shape)[b]] as const }));
  });
}

function Check(props: { icon: ReactNode; end?: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="chk" onClick={props.onClick}>
      {props.icon}
      <span>{props.children}</span>
      {props.end}
    </button>
  );
}

/** The object that lies below gives way, with one click. */
function OverlapCheck(props: ChecksProps & { readonly overlap: Overlap }) {
  const { present, frame, size, overlap, dispatch } = props;
  const { below, above, pixels } = overlap;
  const [first, second] = [below.number, above.number].toSorted((a, b) => a - b);
  const cut = () => {
    const shape = subtract(
      shapeAt(present, { track: below.id, frame }),
      shapeAt(present, { track: above.id, frame }),
      size,
    );
    if (shape.length === 0) {
      toast(`Object ${below.number} lies wholly under ${above.number}: nothing of it would be left.`, "failed");
      return;
    }
    const label = `cut object ${above.number} from ${below.number}`;
    dispatch({ type: "redraw", track: below.id, frame, shape, label });
  };
  return (
    <div className="chk">
      <TriangleAlert className="ic s14 warn" aria-hidden />
      <span>
        {first} and {second} overlap by {grouped(pixels)} px
      </span>
      {props.editable && !props.locked.has(below.id) && (
        <button type="button" className="lnk nw" onClick={cut}>
          Cut from {below.number}
        </button>
      )}
    </div>
  );
}
