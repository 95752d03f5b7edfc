/** Why: how good the work is, is read by who answers for a project; who annotates never hears of it. */
import { t } from "@lingui/core/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { NewSampling, Sampling } from "./types";

export const useQuality = (slug: string) =>
  useQuery({
    queryKey: keys.quality(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/quality", { params: { path: { slug } }, signal })),
  });

/** Two annotations of one clip, held against each other as they stand now. */
export const useAgreement = (video_id: number) =>
  useQuery({
    queryKey: keys.agreement(video_id),
    queryFn: ({ signal }) =>
      take(api.GET("/api/videos/{video_id}/agreement", { params: { path: { video_id } }, signal })),
  });

/** What looks wrong about a clip's keyframes. */
export const useDoubts = (video_id: number) =>
  useQuery({
    queryKey: keys.doubts(video_id),
    queryFn: ({ signal }) => take(api.GET("/api/videos/{video_id}/doubts", { params: { path: { video_id } }, signal })),
  });

export const useSampling = (slug: string, wanted: boolean) =>
  useQuery({
    queryKey: keys.sampling(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/sampling", { params: { path: { slug } }, signal })),
    enabled: wanted,
  });

/** Set what is inspected and mixed in from now on. */
export function useSaveSampling(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSampling) =>
      take(api.PUT("/api/projects/{slug}/sampling", { params: { path: { slug } }, body })),
    onSuccess: (saved) => client.setQueryData<Sampling>(keys.sampling(slug), saved),
  });
}

/** Vouch for a clip by its number, the six digits that people know it by. */
export function useMakeGold(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (clip: number) => {
      const params = { path: { slug }, query: { search: String(clip) } };
      const { videos } = await take(api.GET("/api/projects/{slug}/videos", { params }));
      const video = videos.find(({ number }) => number === clip);
      if (!video) throw new Error(t`This project has no clip ${clip}.`);
      return take(api.PUT("/api/videos/{video_id}/gold", { params: { path: { video_id: video.id } } }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.quality(slug) }),
  });
}

/** Mix a clip in no more. */
export function useRetireGold(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (video_id: number) =>
      take(api.DELETE("/api/videos/{video_id}/gold", { params: { path: { video_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.quality(slug) }),
  });
}
