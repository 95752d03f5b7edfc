/** Why: beside its drafts a caption has a few reads and one write of its own: how long captions are, what a rewriting would cost, opening it again. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { workChanged } from "./mutations";

/** How long the project's approved captions are, for the word meter and the length lints. */
export const useCaptionLengths = (slug: string) =>
  useQuery({
    queryKey: ["caption-lengths", slug],
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/caption-lengths", { params: { path: { slug } }, signal })),
    staleTime: 10 * 60_000,
  });

/** What approving `text` would do to the masks of a clip, against the words that its tracks were made from. */
export const useConsequences = (video: number, text: string) =>
  useQuery({
    queryKey: ["consequences", video, text],
    queryFn: async ({ signal }) => {
      const given = { params: { path: { video_id: video } }, body: { text }, signal };
      return (await take(api.POST("/api/videos/{video_id}/captions/en/consequences", given))).objects;
    },
    placeholderData: keepPreviousData,
    staleTime: 5000,
  });

/** Opens an approved caption again, for its author to change. */
export function useReopen() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (item_id: number) => take(api.POST("/api/work/{item_id}/reopen", { params: { path: { item_id } } })),
    onSuccess: (work) => workChanged(client, work),
  });
}
