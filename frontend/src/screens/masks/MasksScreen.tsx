/**
 * Step 2: every grounded object is drawn, or declared absent, on every keyframe. This screen joins the pure
 * editor to the server: it loads, opens, keeps what is drawn, and submits.
 */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { describe } from "../../api/error";
import { useHeartbeat } from "../../api/mutations";
import { useApprovedCaption, useTracks, useVideo } from "../../api/queries";
import type { TrackList, WorkCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { useFindings } from "./findings";
import { MaskWorkspace } from "./MaskWorkspace";
import "../../canvas/canvas.css";
import "./ask.css";
import "./dialogs.css";
import "./masks.css";
import "./overlays.css";
import "./timeline.css";

/** The mask screen of one work item. */
export function MasksScreen({ work }: { readonly work: WorkCard }) {
  const video = useVideo(work.video);
  const tracks = useTracks(work.video);
  const caption = useApprovedCaption(work.video);
  const findings = useFindings(work);
  useHeartbeat(work.id, work.mine && work.can.edit);
  const failed = [video, tracks, caption].find((query) => query.error && !query.data);
  if (failed) {
    return (
      <div className="masks-wait" role="alert">
        <p>{describe(failed.error)}</p>
        <Button onClick={() => void failed.refetch()}>
          <Trans>Fetch again</Trans>
        </Button>
      </div>
    );
  }
  if (!video.data || !tracks.data || !caption.data) {
    return (
      <div className="masks-wait" role="status">
        <Trans>Opening the clip…</Trans>
      </div>
    );
  }
  return (
    <MaskWorkspace
      key={`${work.id}:${objectsOf(tracks.data)}`}
      work={work}
      video={video.data}
      list={tracks.data}
      caption={caption.data}
      findings={findings}
    />
  );
}

/** A caption that was approved anew brings other objects, or closes some: then the editor opens on those. */
function objectsOf({ tracks }: TrackList): string {
  return tracks.map(({ id, locked }) => (locked ? t`${id} locked` : id)).join();
}
