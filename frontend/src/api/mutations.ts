/** Why: every write other than a draft has one hook, which knows what becomes out of date by it. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, take } from "./client";
import { ApiError } from "./error";
import { keys } from "./queries";
import { closeOutbox, outbox } from "./saving";
import type { NewFinding, NewRelease, Session, SkipReason, Step, WorkCard, WorkItem } from "./types";

export function workChanged(client: QueryClient, work: WorkItem): void {
  client.setQueryData<WorkCard>(keys.work(work.id), (card) => card && { ...card, ...work });
  for (const queryKey of [
    ["queue"],
    ["day"],
    ["project"],
    ["videos"],
    keys.work(work.id),
    keys.video(work.video),
    keys.submissions(work.id),
    keys.verdicts(work.id),
    keys.changes(work.id),
    keys.threads(work.video),
    keys.caption(work.video),
    keys.tracks(work.video),
    keys.propagation(work.video),
  ]) {
    void client.invalidateQueries({ queryKey });
  }
}

function useWorkMutation<Given>(send: (given: Given) => Promise<WorkItem>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: (work) => workChanged(client, work) });
}

const item = (item_id: number) => ({ params: { path: { item_id } } });

/** Sign in; the answer is the session. Refused with `code_needed` while the second factor's code is missing or wrong. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { username: string; password: string; code: string }): Promise<Session> =>
      take(api.POST("/api/session", { body })),
    onSuccess: (session) => client.setQueryData(keys.session, session),
  });
}

/** Send what is unsent, sign out, and start from an empty page, so that no cache outlives the person. */
export function useSignOut() {
  return useMutation({
    mutationFn: async () => {
      await outbox().flush();
      await api.DELETE("/api/session");
      closeOutbox();
      window.location.assign("/login");
    },
  });
}

/** Claim the next task of the project, or of one step. Refused with `nothing_to_do` when there is none. */
export function useStartNext(slug: string) {
  return useWorkMutation((step: Step | undefined) =>
    take(api.POST("/api/projects/{slug}/queue/next", { params: { path: { slug } }, body: { step } })),
  );
}

export const useClaim = () => useWorkMutation((id: number) => take(api.POST("/api/work/{item_id}/claim", item(id))));

/** Give a task back to the others; its draft stays. */
export const useGiveUp = () =>
  useWorkMutation(async (id: number) => {
    await outbox().flush();
    return take(api.POST("/api/work/{item_id}/give_up", item(id)));
  });

/** Go on with somebody else's open task; a lead's. */
export const useTakeOver = () =>
  useWorkMutation((id: number) => take(api.POST("/api/work/{item_id}/take_over", item(id))));

/** Give somebody else's open task back to the queue. */
export const useRelease = () =>
  useWorkMutation(({ id, ...body }: { id: number; reason: string }) =>
    take(api.POST("/api/work/{item_id}/release", { ...item(id), body })),
  );

/** Leave a task to others, with a reason. */
export const useSkip = () =>
  useWorkMutation(async ({ id, ...body }: { id: number; reason: SkipReason; text: string }) => {
    await outbox().flush();
    return take(api.POST("/api/work/{item_id}/skip", { ...item(id), body }));
  });

/** Submit, after everything that is unsent was sent. */
export const useSubmit = () =>
  useWorkMutation(async (id: number) => {
    await outbox().flush();
    return take(api.POST("/api/work/{item_id}/submit", item(id)));
  });

export const useApprove = () =>
  useWorkMutation((id: number) => take(api.POST("/api/work/{item_id}/approve", item(id))));

export const useReturn = () =>
  useWorkMutation(({ id, findings }: { id: number; findings: NewFinding[] }) =>
    take(api.POST("/api/work/{item_id}/return", { ...item(id), body: { findings } })),
  );

/** Ask for the masks between the keyframes of a video. */
export function useRequestPropagation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (video: number) =>
      take(api.POST("/api/videos/{video_id}/propagation", { params: { path: { video_id: video } } })),
    onSuccess: (propagation, video) => client.setQueryData(keys.propagation(video), propagation),
  });
}

export type PropagationVerb = "pause" | "resume" | "cancel" | "retry";

/** Tell the propagation of a video to pause, go on, end, or begin again. */
export function useSteerPropagation(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ video, verb }: { video: number; verb: PropagationVerb }) =>
      take(api.POST("/api/videos/{video_id}/propagation/{verb}", { params: { path: { video_id: video, verb } } })),
    onSuccess: (propagation, { video }) => client.setQueryData(keys.propagation(video), propagation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.machines(slug) }),
  });
}

export function useCreateRelease(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewRelease) =>
      take(api.POST("/api/projects/{slug}/releases", { params: { path: { slug } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.releases(slug) }),
  });
}

const HEARTBEAT_MS = 60_000;

/** Hold the lease of `work` while the calling screen is open and `held`; a refusal has the task read again. */
export function useHeartbeat(work: number, held: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!held) return;
    const beat = () =>
      void api.POST("/api/work/{item_id}/heartbeat", item(work)).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 409) {
          void client.invalidateQueries({ queryKey: keys.work(work) });
        }
      });
    beat();
    const timer = window.setInterval(beat, HEARTBEAT_MS);
    return () => window.clearInterval(timer);
  }, [client, work, held]);
}
