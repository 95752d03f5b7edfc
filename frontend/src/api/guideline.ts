/** Why: what a project asks of its captions, in versions; reading one is kept, since a caption is judged by what its writer knew. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { ApiError } from "./error";
import { keys } from "./queries";
import type { Guideline } from "./types";

/** The guideline that holds, or one of its versions. */
export const useGuideline = (slug: string, version?: number, wanted = true) =>
  useQuery({
    queryKey: keys.guideline(slug, version),
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/guideline", { params: { path: { slug }, query: { version } }, signal })),
    enabled: wanted,
    // A version never changes; which one holds does, and the socket says so.
    staleTime: version === undefined ? 30_000 : Number.POSITIVE_INFINITY,
  });

/** Keep that the person has had this version before their eyes. */
export function useSeeGuideline(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: number) =>
      take(api.POST("/api/projects/{slug}/guideline/seen", { params: { path: { slug } }, body: { version } })),
    onSuccess: (_nothing, version) => {
      client.setQueryData<Guideline>(
        keys.guideline(slug),
        (known) =>
          known && {
            ...known,
            seen: known.seen || known.version === version,
            last_seen: Math.max(version, known.last_seen ?? 0),
          },
      );
      void client.invalidateQueries({ queryKey: keys.guideline(slug) });
    },
  });
}

/** Save a text as the next version. Refused with `stale_guideline` when somebody was faster. */
export function useSaveGuideline(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { text: string; seen_version: number }) =>
      take(api.PUT("/api/projects/{slug}/guideline", { params: { path: { slug } }, body })),
    onSuccess: (saved) => client.setQueryData<Guideline>(keys.guideline(slug), saved),
  });
}

/** The newer version that a save ran into; null for every other error. */
export function newerGuideline(error: unknown): Guideline | null {
  return error instanceof ApiError && error.code === "stale_guideline" ? (error.fields.current as Guideline) : null;
}
