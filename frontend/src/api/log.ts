/** Why: who answers for a project can look up what happened in it; pages are fetched as one reads on. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys, type LogFilter } from "./queries";

/** The log, newest first; the rows of the filter before stay while the next are fetched. */
export const useLog = (slug: string, filter: LogFilter) =>
  useInfiniteQuery({
    queryKey: keys.log(slug, filter),
    queryFn: ({ pageParam, signal }) => {
      const { clip, username, topic } = filter;
      const query = { clip, username: username || undefined, topic: topic || undefined, before: pageParam };
      return take(api.GET("/api/projects/{slug}/log", { params: { path: { slug }, query }, signal }));
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next_before ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
