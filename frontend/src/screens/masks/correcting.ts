/**
 * A reviewer who draws on the masks that they review: what they draw is theirs, and the way on is back to the review. What
 * lies beside a correction is asked for as they go, so that it is there when they judge.
 */

import { t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { describe } from "../../api/error";
import { useRequestPropagation } from "../../api/mutations";
import { keys } from "../../api/queries";
import { outbox } from "../../api/saving";
import type { Video, WorkCard } from "../../api/types";
import type { EditorStore } from "../../editor/store";
import { toast } from "../../ui/Toast";
import { isWaiting } from "./submission";

/** How a reviewer's drawing stands. */
export interface Correcting {
  /** They came to correct; also after a colleague decided meanwhile. */
  readonly on: boolean;
  /** What they draw counts. */
  readonly open: boolean;
  readonly busy: boolean;
  readonly back: () => void;
}

/** Correcting: whether somebody does, and the way back to the review. */
export function useCorrecting(work: WorkCard, video: Video, store: EditorStore): Correcting {
  const { correct = false } = useSearch({ from: "/signed-in/p/$project/clips/$clip/$step" });
  const navigate = useNavigate({ from: "/p/$project/clips/$clip/$step" });
  const client = useQueryClient();
  const { mutateAsync } = useRequestPropagation();
  const [busy, setBusy] = useState(false);
  const open = work.can.correct;
  const leave = useCallback(async () => {
    if (busy) return;
    if (!open) return navigate({ to: "/p/$project/review", params: { project: video.project } });
    setBusy(true);
    await outbox().flush();
    setBusy(false);
    if (isWaiting(video.id)) {
      toast(
        t`Not everything is saved yet. Decide what the list on the right shows, or try again in a moment.`,
        "failed",
      );
      return;
    }
    await mutateAsync(video.id).catch((error: Error) => toast(describe(error), "failed"));
    for (const queryKey of [keys.changes(work.id), keys.verdicts(work.id)]) void client.invalidateQueries({ queryKey });
    await navigate({ to: ".", search: { frame: store.state().frame } });
  }, [busy, open, mutateAsync, navigate, client, store, video.id, video.project, work.id]);
  return { on: correct && !work.mine, open, busy, back: useCallback(() => void leave(), [leave]) };
}
