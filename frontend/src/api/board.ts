/** Why: predictions are sent, put forward, followed until they are scored, and looked into video by video. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import { openSender } from "./sender";
import type { NewPredictions, PredictionSet } from "./types";

const at = (set: number) => ({ set_id: set });
const WATCHED_MS = 3_000;

/** Whether a set's numbers are still to come. */
export const isComing = ({ state }: PredictionSet): boolean => state === "queued" || state === "scoring";

export const useBoard = (slug: string) =>
  useQuery({
    queryKey: keys.board(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/predictions", { params: { path: { slug } }, signal })),
    refetchInterval: ({ state }) => (state.data?.sets.some(isComing) ? WATCHED_MS : false),
  });

export const usePredictions = (set: number) =>
  useQuery({
    queryKey: keys.predictions(set),
    queryFn: ({ signal }) => take(api.GET("/api/predictions/{set_id}", { params: { path: at(set) }, signal })),
    refetchInterval: ({ state }) => (state.data && isComing(state.data) ? WATCHED_MS : false),
  });

export const usePredictedVideos = (set: number, offset: number, scored: boolean) =>
  useQuery({
    queryKey: keys.predictedVideos(set, offset),
    queryFn: ({ signal }) =>
      take(api.GET("/api/predictions/{set_id}/videos", { params: { path: at(set), query: { offset } }, signal })),
    enabled: scored,
    placeholderData: keepPreviousData,
  });

/** The prompts of one video, or of all. */
export const usePredictedPrompts = (set: number, number: number | null, offset: number, scored: boolean) =>
  useQuery({
    queryKey: keys.predictedPrompts(set, number, offset),
    queryFn: ({ signal }) => {
      const query = { offset, ...(number !== null && { number }) };
      return take(api.GET("/api/predictions/{set_id}/prompts", { params: { path: at(set), query }, signal }));
    },
    enabled: scored,
    placeholderData: keepPreviousData,
  });

/** The masks of one prompt never change. */
export const usePredictedMasks = (set: number, number: number, place: number) =>
  useQuery({
    queryKey: keys.predictedMasks(set, number, place),
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/predictions/{set_id}/videos/{number}/prompts/{place}", {
          params: { path: { ...at(set), number, place } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useSetComparison = (one: number, two: number, offset: number) =>
  useQuery({
    queryKey: keys.setComparison(one, two, offset),
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/predictions/{set_id}/compare", {
          params: { path: at(one), query: { other: two, offset } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

interface Bringing {
  readonly file: File;
  readonly body: Omit<NewPredictions, "upload">;
  /** Told how much of the file has left, 0 to 1. */
  readonly onSent: (share: number) => void;
}

/** Send a file of predictions, then put it forward. */
export function useBringPredictions(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, body, onSent }: Bringing) => {
      const upload = await sent(file, slug, onSent);
      const whole = { ...body, upload } as NewPredictions;
      return take(api.POST("/api/projects/{slug}/predictions", { params: { path: { slug } }, body: whole }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.board(slug) }),
  });
}

/** The key of a file once all of it has arrived. */
function sent(file: File, slug: string, onSent: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let key = "";
    const hearing = {
      onKey: (now: string) => {
        key = now;
      },
      onProgress: (left: number) => onSent(left / file.size),
      onSilence: () => undefined,
      onRefused: reject,
      onArrived: () => resolve(key),
    };
    openSender(file, slug, null, hearing, "predictions").go();
  });
}

export function useDeletePredictions(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (set: number) => take(api.DELETE("/api/predictions/{set_id}", { params: { path: at(set) } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.board(slug) }),
  });
}

export function useAttachCaptions(set: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => {
      const body = JSON.parse(await file.text()) as Record<string, never>;
      return take(api.POST("/api/predictions/{set_id}/captions", { params: { path: at(set) }, body }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.predictions(set) }),
  });
}
