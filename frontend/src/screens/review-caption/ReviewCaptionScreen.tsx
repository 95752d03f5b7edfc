/** The second pair of eyes on a caption: watch the clip, read the words and their objects, approve or return with reasons. */

import { t } from "@lingui/core/macro";
import { describe } from "../../api/error";
import { useCaption, useVideo } from "../../api/queries";
import type { WorkCard } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Spinner } from "../../ui/Spinner";
import { CaptionReview } from "./CaptionReview";
import "./review-caption.css";

export function ReviewCaptionScreen({ work }: { readonly work: WorkCard }) {
  const video = useVideo(work.video);
  const caption = useCaption(work.video);
  const failed = [video, caption].find((query) => query.error && !query.data);
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
  if (!video.data || !caption.data)
    return (
      <main className="alone">
        <Spinner label={t`Opening the clip`} />
      </main>
    );
  return <CaptionReview key={work.id} work={work} video={video.data} caption={caption.data} />;
}
