/** Keyframes that the server refused to store: what it said, where, and the two ways out. */

import { CircleX } from "lucide-react";
import { keyframesPrefix, useUndecided } from "../../api/saving";
import type { TrackList } from "../../api/types";
import type { Editor, EditorEvent } from "../../editor/editor";
import type { KeyframeSync } from "./keyframeSync";
import { timeOf } from "./opening";

export function RefusedList(props: {
  readonly video: number;
  readonly sync: KeyframeSync;
  readonly list: TrackList;
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
}) {
  const refused = useUndecided(keyframesPrefix(props.video)).filter((document) => document.status === "refused");
  if (refused.length === 0) return null;
  return (
    <section aria-label="Not saved" role="alert">
      {refused.map((document) => {
        const place = props.sync.placeOf(document.key);
        const number = props.editor.history.present.tracks.find((track) => track.id === place.track)?.number;
        return (
          <div key={document.key} className="chk">
            <CircleX className="ic s14 bad" aria-hidden />
            <span>
              Object {number} at {timeOf(place.frame)} is not saved: {document.text}{" "}
              <button type="button" className="lnk" onClick={() => props.dispatch({ type: "go", ...place })}>
                Go there
              </button>{" "}
              <button type="button" className="lnk" onClick={() => void props.sync.discard(document.key, props.list)}>
                Back to what is saved
              </button>
            </span>
          </div>
        );
      })}
    </section>
  );
}
