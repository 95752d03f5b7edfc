/** Keyframes that the server refused to store: what it said, where, and the ways out. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleX } from "lucide-react";
import { useState } from "react";
import { keyframesPrefix, useUndecided } from "../../api/saving";
import type { TrackList, Video } from "../../api/types";
import { cellAt, type Place, shapeAt } from "../../editor/document";
import type { Editor, EditorEvent } from "../../editor/editor";
import { pointsIn } from "../../geometry/simplify";
import type { KeyframeSync } from "./keyframeSync";
import { timeOf } from "./opening";
import { RepairDialog } from "./RepairDialog";

/** The most points that the server stores of one object on one keyframe. */
const MOST_POINTS = 5000;

interface RefusedProps {
  readonly video: Video;
  readonly sync: KeyframeSync;
  readonly list: TrackList;
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
}

export function RefusedList(props: RefusedProps) {
  const { video, sync, editor, dispatch } = props;
  const refused = useUndecided(keyframesPrefix(video.id)).filter((document) => document.status === "refused");
  const [repairing, setRepairing] = useState<Place | null>(null);
  if (refused.length === 0) return null;
  return (
    <section aria-label={t`Not saved`} role="alert">
      {refused.map((document) => {
        const place = sync.placeOf(document.key);
        const number = editor.history.present.tracks.find((track) => track.id === place.track)?.number;
        return (
          <div key={document.key} className="chk refused">
            <CircleX className="ic s14 bad" aria-hidden />
            <span>
              <Trans>
                Object {number} at {timeOf(place.frame)} is not saved: {document.text}
              </Trans>
              <span className="ways">
                <button type="button" className="lnk" onClick={() => dispatch({ type: "go", ...place })}>
                  <Trans>Go there</Trans>
                </button>
                <Remedy {...props} place={place} onRepair={() => setRepairing(place)} />
                <button type="button" className="lnk" onClick={() => void sync.discard(document.key, props.list)}>
                  <Trans>Back to what is saved</Trans>
                </button>
              </span>
            </span>
          </div>
        );
      })}
      {repairing && (
        <RepairDialog
          video={video}
          place={repairing}
          present={editor.history.present}
          onTake={(shape) => dispatch({ type: "redraw", ...repairing, shape, label: t`repair the outline` })}
          onClose={() => setRepairing(null)}
        />
      )}
    </section>
  );
}

/** What mends the outline where it is: fewer points, or none that cross. */
function Remedy(props: RefusedProps & { readonly place: Place; readonly onRepair: () => void }) {
  const { editor, place, dispatch, onRepair } = props;
  const { present } = editor.history;
  if (cellAt(present, place)?.kind !== "drawn") return null;
  if (pointsIn(shapeAt(present, place)) <= MOST_POINTS) {
    return (
      <button type="button" className="lnk" onClick={onRepair}>
        <Trans>Repair…</Trans>
      </button>
    );
  }
  const simplify = () => {
    dispatch({ type: "go", ...place });
    dispatch({ type: "tool", tool: "simplify" });
  };
  return (
    <button type="button" className="lnk" onClick={simplify}>
      <Trans>Simplify</Trans>
    </button>
  );
}
