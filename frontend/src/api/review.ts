/** Why: a review is more than its end: verdicts on parts of the work, what changed since, and what people say to each other about it. */
import { useMutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { ApiError } from "./error";
import { keys } from "./queries";
import type {
  BlindPhrases,
  Caption,
  NewBlindTest,
  NewThread,
  NewVerdict,
  Reasons,
  Thread,
  Threads,
  Verdicts,
} from "./types";

const item = (item_id: number) => ({ params: { path: { item_id } } });
const thread = (thread_id: number) => ({ params: { path: { thread_id } } });

const saying = (work: number) => ["give-verdict", work] as const;

/** What was said of each object or phrase of the last round, with what is on its way to the server laid over it. */
export function useVerdicts(work: number) {
  const query = useQuery({
    queryKey: keys.verdicts(work),
    queryFn: ({ signal }) => take(api.GET("/api/work/{item_id}/verdicts", { ...item(work), signal })),
  });
  const underway = useMutationState({
    filters: { mutationKey: saying(work), status: "pending" },
    select: ({ state }) => state.variables as NewVerdict,
  });
  return { ...query, data: query.data && withVerdicts(query.data, underway) };
}

/** Say something of one object or phrase; the list shows it at once, and the server's answer stands in the end. */
export function useGiveVerdict(work: number) {
  const client = useQueryClient();
  const key = keys.verdicts(work);
  return useMutation({
    mutationKey: saying(work),
    mutationFn: (body: NewVerdict) => take(api.PUT("/api/work/{item_id}/verdicts", { ...item(work), body })),
    scope: { id: `verdicts-${work}` }, // one after the other, in the order of the keys
    onSuccess: async (verdicts) => {
      await client.cancelQueries({ queryKey: key }); // what was asked before this answer knows less
      client.setQueryData<Verdicts>(key, verdicts);
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** `known` once everything in `given` is said, the last of a part standing. */
export function withVerdicts(known: Verdicts, given: readonly NewVerdict[]): Verdicts {
  if (given.length === 0) return known;
  const last = new Map(given.map((one) => [partOf(one), one]));
  return {
    ...known,
    verdicts: known.verdicts.map((row) => {
      const said = last.get(partOf(row));
      return said ? { ...row, verdict: said.verdict, reason: said.reason ?? "", kept: false } : row;
    }),
  };
}

/** What a verdict is of, as one word. */
export const partOf = ({ track, start }: Pick<NewVerdict, "track" | "start">): string =>
  `${track ?? ""}:${start ?? ""}`;

/** Mend a caption under review; what is said of phrases that stay goes along. */
export function useCorrectCaption(work: number, video: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { text: string; seen_revision: number; request_id: string }) =>
      take(api.PUT("/api/work/{item_id}/correction", { ...item(work), body })),
    onSuccess: (caption) => {
      client.setQueryData<Caption>(keys.caption(video, "en"), caption);
      const old = [keys.verdicts(work), keys.changes(work), keys.captionRevisions(video)];
      for (const queryKey of old) void client.invalidateQueries({ queryKey });
    },
  });
}

/** What the last round changed since the one before. */
export const useChanges = (work: number) =>
  useQuery({
    queryKey: keys.changes(work),
    queryFn: ({ signal }) => take(api.GET("/api/work/{item_id}/changes", { ...item(work), signal })),
  });

/** The phrases that can be tested blind, with how it went. */
export const useBlindPhrases = (work: number) =>
  useQuery({
    queryKey: keys.blind(work),
    queryFn: ({ signal }) => take(api.GET("/api/work/{item_id}/blind", { ...item(work), signal })),
  });

export function useTestBlind(work: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewBlindTest) => take(api.POST("/api/work/{item_id}/blind", { ...item(work), body })),
    onSuccess: (phrases) => client.setQueryData<BlindPhrases>(keys.blind(work), phrases),
  });
}

/** What the machine had proposed where a keyframe was made from it. */
export const useDrafts = (video: number) =>
  useQuery({
    queryKey: keys.drafts(video),
    queryFn: ({ signal }) =>
      take(api.GET("/api/videos/{video_id}/drafts", { params: { path: { video_id: video } }, signal })),
  });

export const useThreads = (video: number) =>
  useQuery({
    queryKey: keys.threads(video),
    queryFn: ({ signal }) =>
      take(api.GET("/api/videos/{video_id}/threads", { params: { path: { video_id: video } }, signal })),
  });

function useThreadMutation<Given>(send: (given: Given) => Promise<Thread>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (changed) => {
      client.setQueryData<Threads>(
        keys.threads(changed.video),
        (list) => list && { ...list, threads: placed(list.threads, changed) },
      );
      void client.invalidateQueries({ queryKey: ["queue"] });
    },
  });
}

function placed(threads: readonly Thread[], changed: Thread): Thread[] {
  const known = threads.some(({ id }) => id === changed.id);
  return known ? threads.map((one) => (one.id === changed.id ? changed : one)) : [...threads, changed];
}

/** Say something about a step of a clip. A retry carries the same `request_id`, so that it is said once. */
export const useOpenThread = (video: number) =>
  useThreadMutation((body: NewThread) =>
    take(api.POST("/api/videos/{video_id}/threads", { params: { path: { video_id: video } }, body })),
  );

export const useComment = () =>
  useThreadMutation(({ id, text, request_id }: { id: number; text: string; request_id: string }) =>
    take(api.POST("/api/threads/{thread_id}/comments", { ...thread(id), body: { text, request_id } })),
  );

export const useResolveThread = () =>
  useThreadMutation((id: number) => take(api.POST("/api/threads/{thread_id}/resolve", thread(id))));

export const useReopenThread = () =>
  useThreadMutation((id: number) => take(api.POST("/api/threads/{thread_id}/reopen", thread(id))));

export const useReasonList = (slug: string) =>
  useQuery({
    queryKey: keys.reasons(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/reasons", { params: { path: { slug } }, signal })),
  });

type ReasonsBody = {
  reasons: { step: "caption" | "masks"; code: string | null; text: string }[];
  seen_version: string;
};

/** Save the list of reasons. Refused with `stale_reasons` when somebody was faster. */
export function useSaveReasons(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ReasonsBody) =>
      take(api.PUT("/api/projects/{slug}/reasons", { params: { path: { slug } }, body })),
    onSuccess: (saved) => {
      client.setQueryData<Reasons>(keys.reasons(slug), saved);
      void client.invalidateQueries({ queryKey: keys.project(slug) });
    },
  });
}

/** The newer list that a save ran into; null for every other error. */
export function newerReasons(error: unknown): Reasons | null {
  return error instanceof ApiError && error.code === "stale_reasons" ? (error.fields.current as Reasons) : null;
}
