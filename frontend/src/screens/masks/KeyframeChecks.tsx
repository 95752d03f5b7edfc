/** What is in the way of calling this keyframe done, each with its place and one click that solves it or leads there. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleCheck, CircleDashed, type LucideIcon, Sparkles, TriangleAlert } from "lucide-react";
import { memo, type ReactNode, useDeferredValue, useMemo } from "react";
import { type Annotation, cellAt, cellKey, isKeyframe, shapeAt, type Track } from "../../editor/document";
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
  const plain = useMemo(() => plainChecks(present, frame, suggested), [present, frame, suggested]);
  const count = plain.length + overlaps.length;
  return (
    <section className="checks" aria-label={t`Before this keyframe is done`}>
      <div className="hr" />
      <div className="sec-h">
        <Trans>Before this keyframe is done</Trans>
        <span className="sp" />
        <span className={count ? "pill warn" : "pill ok"}>{count || t`nothing left`}</span>
      </div>
      {count === 0 && (
        <div className="chk f3">
          <CircleCheck className="ic s14 ok" aria-hidden />
          <span>
            {isKeyframe(present, frame)
              ? t`Every object is decided, and none overlaps another.`
              : t`Nothing has to be drawn here, between two keyframes.`}
          </span>
          <Keys of="next-keyframe" />
        </div>
      )}
      {plain.map(({ key, track, icon: Icon, words, end }) => (
        <button
          key={key}
          type="button"
          className="chk"
          onClick={() => dispatch({ type: "choose-track", track: track.id })}
        >
          <Icon className="ic s14 warn" aria-hidden />
          <span>{words}</span>
          {end}
        </button>
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

/** What a click leads to and nothing solves by itself. */
interface PlainCheck {
  readonly key: string;
  readonly track: Track;
  readonly icon: LucideIcon;
  readonly words: string;
  readonly end?: ReactNode;
}

function plainChecks(
  present: Annotation,
  frame: number,
  suggested: ReadonlyMap<string, unknown>,
): readonly PlainCheck[] {
  return present.tracks.flatMap((track): readonly PlainCheck[] => {
    const place = { track: track.id, frame };
    const name = t`Object ${track.number}`;
    if (suggested.has(cellKey(place))) {
      const words = t`${name} has an open suggestion`;
      return [{ key: `suggested ${track.id}`, track, icon: Sparkles, words, end: <Keys of="accept" /> }];
    }
    if (!cellAt(present, place)) {
      if (!isKeyframe(present, frame)) return [];
      const words = t`${name} is neither drawn nor absent`;
      return [{ key: `open ${track.id}`, track, icon: CircleDashed, words }];
    }
    const shape = shapeAt(present, place);
    const names = namesOf(shape);
    return crossingRings(shape).map(([a, b]) => ({
      key: `crossing ${track.id} ${a} ${b}`,
      track,
      icon: TriangleAlert,
      words: t`${name}: ${names[a] ?? ""} and ${names[b] ?? ""} cross. Where they overlap it counts as a hole.`,
    }));
  });
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
      toast(t`Object ${below.number} lies wholly under ${above.number}: nothing of it would be left.`, "failed");
      return;
    }
    const label = t`cut object ${above.number} from ${below.number}`;
    dispatch({ type: "redraw", track: below.id, frame, shape, label });
  };
  return (
    <div className="chk">
      <TriangleAlert className="ic s14 warn" aria-hidden />
      <span>
        <Trans>
          {first} and {second} overlap by {grouped(pixels)} px
        </Trans>
      </span>
      {props.editable && !props.locked.has(below.id) && (
        <button type="button" className="lnk nw" onClick={cut}>
          <Trans>Cut from {below.number}</Trans>
        </button>
      )}
    </div>
  );
}
