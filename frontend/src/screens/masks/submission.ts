/**
 * Handing the masks in: why it is not possible yet, what has to arrive first, and where to go when the server says no.
 */

import { plural, t } from "@lingui/core/macro";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { ApiError, describe } from "../../api/error";
import { useSubmit } from "../../api/mutations";
import { keyframesPrefix, outbox, useSaveState } from "../../api/saving";
import type { TrackList, Video, WorkCard } from "../../api/types";
import { openCells } from "../../editor/completeness";
import type { EditorStore } from "../../editor/store";
import { toast } from "../../ui/Toast";
import { rewordedTracks } from "./Reworded";

/** How handing in stands; `blocked` says why it is not possible now. */
export interface Submission {
  readonly openCount: number;
  readonly blocked: string | undefined;
  readonly busy: boolean;
  readonly submit: () => void;
}

/** Submitting: why not yet, and what happens when the server says no. */
export function useSubmission(work: WorkCard, video: Video, store: EditorStore, list: TrackList): Submission {
  const { mutate, isPending } = useSubmit();
  const navigate = useNavigate();
  const save = useSaveState(keyframesPrefix(video.id));
  const present = useSyncExternalStore(store.subscribe, () => store.state().history.present);
  const openCount = useMemo(() => openCells(present).length, [present]);
  const blocked = reasonAgainst(openCount, rewordedTracks(list).length, work, save.status);
  const [sending, setSending] = useState(false);
  const send = useCallback(async () => {
    if (blocked !== undefined || isPending || sending) return;
    setSending(true);
    await outbox().flush();
    setSending(false);
    if (isWaiting(video.id)) {
      toast(t`Not everything is saved yet, so nothing was submitted. Try again in a moment.`, "failed");
      return;
    }
    mutate(work.id, {
      onSuccess: () => void navigate({ to: "/p/$project/queue", params: { project: video.project } }),
      onError: (error) => {
        toast(describe(error), "failed");
        const first = error instanceof ApiError && error.code === "masks_incomplete" ? firstOpen(error) : null;
        if (first) store.dispatch({ type: "go", frame: first.frame, track: `${first.track}` });
      },
    });
  }, [blocked, isPending, sending, mutate, work.id, video.id, video.project, navigate, store]);
  const submit = useCallback(() => void send(), [send]);
  return { openCount, blocked, busy: isPending || sending, submit };
}

/** Whether a keyframe of the video is kept here and not yet at the server. */
export function isWaiting(video: number): boolean {
  return [...outbox().state().documents.keys()].some((key) => key.startsWith(keyframesPrefix(video)));
}

function reasonAgainst(open: number, reworded: number, work: WorkCard, status: string): string | undefined {
  if (open > 0)
    return plural(open, { one: "# cell is neither drawn nor absent", other: "# cells are neither drawn nor absent" });
  if (reworded > 0) {
    return plural(reworded, {
      one: "# object has new words: draw, or say that the masks still fit",
      other: "# objects have new words: draw, or say that the masks still fit",
    });
  }
  if (status === "conflict") return t`Somebody changed a keyframe too: choose a version first`;
  if (status === "refused") return t`The server refused a keyframe: see the list on the right`;
  if (status === "offline") return t`The server does not answer; what you drew is kept here`;
  if (status === "signed-out") return t`You were signed out; what you drew is kept here until you sign in`;
  return work.can.submit ? undefined : t`This work is not yours to submit now`;
}

function firstOpen(error: ApiError): { track: number; frame: number } | null {
  const open = error.fields.open;
  return Array.isArray(open) ? ((open[0] as { track: number; frame: number } | undefined) ?? null) : null;
}
