/** Why: every decision about an object can be looked up, and the object seen as it stood then. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";

/** Who decided what on which frame, newest first. */
export const useTrackHistory = (track: number) =>
  useInfiniteQuery({
    queryKey: keys.trackHistory(track),
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { track_id: track }, query: { before: pageParam } };
      return take(api.GET("/api/tracks/{track_id}/history", { params, signal }));
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next_before ?? undefined,
    staleTime: 0,
  });

/** The shapes as they stood once a revision was saved; they never change. */
export const useTrackAt = (track: number, revision: number | undefined) =>
  useQuery({
    queryKey: keys.trackAt(track, revision ?? 0),
    queryFn: ({ signal }) => {
      const path = { track_id: track, revision: revision ?? 0 };
      return take(api.GET("/api/tracks/{track_id}/at/{revision}", { params: { path }, signal }));
    },
    enabled: revision !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
