/** Why: what happened to one's own work while one looked elsewhere; read once, it is quiet. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { Notice, Notices, Wishes } from "./types";

/** One's newest notices of a project and how many are unread. */
export const useNotices = (slug: string) =>
  useQuery({
    queryKey: keys.notices(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/notices", { params: { path: { slug } }, signal })),
  });

/** Mark everything up to one notice as read. */
export function useReadNotices(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (until: number) =>
      take(api.POST("/api/projects/{slug}/notices/read", { params: { path: { slug } }, body: { until } })),
    onSuccess: (notices) => client.setQueryData<Notices>(keys.notices(slug), notices),
  });
}

/** Of which notices one wants an e-mail. */
export const useWishes = () =>
  useQuery({ queryKey: keys.wishes, queryFn: ({ signal }) => take(api.GET("/api/me/wishes", { signal })) });

export function useSaveWishes() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mail: Notice["kind"][]) => take(api.PUT("/api/me/wishes", { body: { mail } })),
    onSuccess: (wishes) => client.setQueryData<Wishes>(keys.wishes, wishes),
  });
}
