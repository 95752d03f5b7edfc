/** Why: beside its drafts a caption has a few reads and one write of its own: how long captions are, what a rewriting would cost, opening it again. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, send, take } from "./client";
import { workChanged } from "./mutations";
import type { WorkItem } from "./types";

/** How long the project's approved captions are, for the word meter and the length lints. */
export const useCaptionLengths = (slug: string) =>
  useQuery({
    queryKey: ["caption-lengths", slug],
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/caption-lengths", { params: { path: { slug } }, signal })),
    staleTime: 10 * 60_000,
  });

/** What a rewritten caption would do to an object that has a track already. */
export interface Consequence {
  readonly number: number;
  readonly change: "added" | "removed" | "reworded";
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly track: number | null;
  /** Keyframes that a person drew of it. */
  readonly drawn: number;
}

/** What approving `text` would do to the masks of a clip, against the words that its tracks were made from. */
export const useConsequences = (video: number, text: string) =>
  useQuery({
    queryKey: ["consequences", video, text],
    queryFn: async ({ signal }) => {
      const answer = await send(`/api/videos/${video}/captions/en/consequences`, "POST", { text }, signal);
      return (answer as { objects: readonly Consequence[] }).objects;
    },
    placeholderData: keepPreviousData,
    staleTime: 5000,
  });

/** Opens an approved caption again, for its author to change. */
export function useReopen() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (work: number) => (await send(`/api/work/${work}/reopen`, "POST")) as WorkItem,
    onSuccess: (work) => workChanged(client, work),
  });
}
