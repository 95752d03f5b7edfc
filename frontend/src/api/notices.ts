/** Why: what happened to one's own work while one looked elsewhere; read once, it is quiet. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { Notices } from "./types";

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
