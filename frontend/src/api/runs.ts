/**
 * Why: several predictors' masks of a clip stand side by side, one of them counts, and a preview is one segment for the
 * person who draws: three kinds of computing that are asked for, watched and compared.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { Comparison, Masks, Preview, Run } from "./types";

export const useRuns = (video_id: number) =>
  useQuery({
    queryKey: keys.runs(video_id),
    queryFn: ({ signal }) => take(api.GET("/api/videos/{video_id}/runs", { params: { path: { video_id } }, signal })),
  });

/** One run's masks, the current one or not; nothing is fetched without a run that has any. */
export const useRunMasks = (video_id: number, run: Pick<Run, "id" | "version"> | null) =>
  useQuery({
    queryKey: keys.masks(video_id, `${run?.id}:${run?.version}`),
    queryFn: ({ signal }) => readRunMasks(video_id, run?.id ?? 0, signal),
    enabled: Boolean(run?.version),
    staleTime: Number.POSITIVE_INFINITY,
  });

/**
 * The masks of a run or a preview.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export function readRunMasks(video_id: number, run: number, signal?: AbortSignal): Promise<Masks> {
  const params = { path: { video_id }, query: { run } };
  return take(api.GET("/api/videos/{video_id}/masks.json", { params, signal }));
}

/** Where two runs differ; nothing is asked while one of them has no masks. */
export const useComparison = (video_id: number, a: Run | null, b: Run | null) =>
  useQuery({
    queryKey: keys.comparison(video_id, `${a?.id}:${a?.version}/${b?.id}:${b?.version}`),
    queryFn: ({ signal }): Promise<Comparison> => {
      const params = { path: { video_id }, query: { a: a?.id ?? 0, b: b?.id ?? 0 } };
      return take(api.GET("/api/videos/{video_id}/runs/compare", { params, signal }));
    },
    enabled: Boolean(a?.version && b?.version),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Have a predictor compute the clip beside the run that counts. */
export function useStartRun(video_id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (predictor: string) =>
      take(api.POST("/api/videos/{video_id}/runs", { params: { path: { video_id } }, body: { predictor } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.runs(video_id) }),
  });
}

/** Say which run counts: that one is shown, judged and released. */
export function useChooseRun(video_id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (run_id: number) =>
      take(api.POST("/api/videos/{video_id}/runs/{run_id}/choose", { params: { path: { video_id, run_id } } })),
    onSuccess: () => {
      for (const queryKey of [keys.runs(video_id), keys.propagation(video_id), keys.video(video_id)])
        void client.invalidateQueries({ queryKey });
    },
  });
}

/**
 * Ask for one segment, from a keyframe on; asking again for what stands is asking once.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export function askPreview(track_id: number, first: number): Promise<Preview> {
  return take(api.POST("/api/tracks/{track_id}/previews", { params: { path: { track_id } }, body: { first } }));
}

/**
 * How a preview stands.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export function readPreview(preview_id: number): Promise<Preview> {
  return take(api.GET("/api/previews/{preview_id}", { params: { path: { preview_id } } }));
}
