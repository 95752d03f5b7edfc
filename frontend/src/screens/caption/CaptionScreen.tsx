/** Step 1: a person watches the clip, writes what happens and ties the words to the objects they name. */

import { t } from "@lingui/core/macro";
import { describe } from "../../api/error";
import { useHeartbeat } from "../../api/mutations";
import { useCaptionEditable, useVideo } from "../../api/queries";
import type { WorkCard } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Spinner } from "../../ui/Spinner";
import { CaptionWorkspace } from "./CaptionWorkspace";
import "./caption-screen.css";

export function CaptionScreen({ work }: { readonly work: WorkCard }) {
  const video = useVideo(work.video);
  const editable = useCaptionEditable(work.video);
  useHeartbeat(work.id, work.mine && work.can.edit);
  const failed = [video, editable].find((query) => query.error && query.data === undefined);
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
  if (!video.data || editable.data === undefined)
    return (
      <main className="alone">
        <Spinner label={t`Opening the clip`} />
      </main>
    );
  return <CaptionWorkspace key={work.id} work={work} video={video.data} editable={work.can.edit && editable.data} />;
}
