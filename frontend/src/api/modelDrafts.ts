/** Why: what the project's model drafts for work in hand is asked for, waited for, and taken or turned down by a person. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { AssistRule, Step } from "./types";

const LOOK_MS = 3_000;
const LINE_MS = 15_000;

/** How the draft for a step of a clip stands. The socket tells of changes; looking again is for when it is away. */
export const useModelDrafts = (video: number, step: Step, enabled: boolean) =>
  useQuery({
    queryKey: keys.modelDrafts(video, step),
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/videos/{video_id}/model_drafts/{step}", { params: { path: { video_id: video, step } }, signal }),
      ),
    refetchInterval: ({ state }) => (state.data?.draft?.state === "waiting" ? LOOK_MS : false),
    enabled,
  });

export function useAskModelDraft(video: number, step: Step) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      take(api.POST("/api/videos/{video_id}/model_drafts/{step}", { params: { path: { video_id: video, step } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.modelDrafts(video, step) }),
  });
}

export function useDecideModelDraft(video: number, step: Step) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, verdict }: { draft: number; verdict: "accepted" | "dismissed" }) =>
      take(api.PUT("/api/model_drafts/{draft_id}", { params: { path: { draft_id: draft } }, body: { verdict } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.modelDrafts(video, step) }),
  });
}

export const useAssistRule = (slug: string) =>
  useQuery({
    queryKey: keys.assistRule(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/assist", { params: { path: { slug } }, signal })),
  });

/** What waits for the model, and whether anybody is there to draft it. A worker that goes says nothing, so it is asked. */
export const useDraftLine = (slug: string) =>
  useQuery({
    queryKey: keys.draftLine(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/assist/line", { params: { path: { slug } }, signal })),
    refetchInterval: LINE_MS,
  });

export function useSaveAssistRule(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: AssistRule) =>
      take(api.PUT("/api/projects/{slug}/assist", { params: { path: { slug } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.assistRule(slug) }),
  });
}

export function useDraftAhead(slug: string) {
  return useMutation({
    mutationFn: (count: number) =>
      take(api.POST("/api/projects/{slug}/assist/ahead", { params: { path: { slug } }, body: { count } })),
  });
}

export const useAcceptance = (slug: string) =>
  useQuery({
    queryKey: keys.acceptance(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/acceptance", { params: { path: { slug } }, signal })),
  });

/** Where the same is fetched as a table. */
export const acceptanceTable = (slug: string) => `/api/projects/${encodeURIComponent(slug)}/acceptance.csv`;
