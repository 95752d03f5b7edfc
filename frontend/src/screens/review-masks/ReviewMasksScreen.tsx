/** The second pair of eyes on the masks: every frame at speed, what people drew and what was computed, verdict with pins. */

import { t } from "@lingui/core/macro";
import { describe } from "../../api/error";
import { useApprovedCaption, usePropagation, useTracks, useVideo } from "../../api/queries";
import type { WorkCard } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Spinner } from "../../ui/Spinner";
import { MaskReview } from "./MaskReview";
import "./review-masks.css";

export function ReviewMasksScreen({ work }: { readonly work: WorkCard }) {
  const video = useVideo(work.video);
  const caption = useApprovedCaption(work.video);
  const tracks = useTracks(work.video);
  const propagation = usePropagation(work.video);
  const failed = [video, caption, tracks, propagation].find((query) => query.error && !query.data);
  if (failed)
    return (
      <main className="alone">
        <LoadError
          title={t`The clip did not open`}
          text={describe(failed.error)}
          onRetry={() => void failed.refetch()}
        />
      </main>
    );
  if (!video.data || !caption.data || !tracks.data || !propagation.data)
    return (
      <main className="alone">
        <Spinner label={t`Opening the clip`} />
      </main>
    );
  return (
    <MaskReview
      key={work.id}
      work={work}
      video={video.data}
      caption={caption.data}
      tracks={tracks.data.tracks}
      propagation={propagation.data}
    />
  );
}
