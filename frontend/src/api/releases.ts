/** Why: what a published release tells of itself never changes, so it is asked for once. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { Release, ReleaseComparison } from "./types";

const path = (id: number) => ({ path: { release_id: id } });

/** The numbers of each split, then of all; none while it is not published. */
export const useReleaseStatistics = ({ id, state }: Release) =>
  useQuery({
    queryKey: keys.releaseStatistics(id),
    queryFn: ({ signal }) => take(api.GET("/api/releases/{release_id}/statistics", { params: path(id), signal })),
    enabled: state === "published",
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Pairs of clips in different splits that seem to show the same, some at a time. */
export const useReleaseLeaks = ({ id, state }: Release, offset: number) =>
  useQuery({
    queryKey: keys.releaseLeaks(id, offset),
    queryFn: ({ signal }) =>
      take(api.GET("/api/releases/{release_id}/leaks", { params: { ...path(id), query: { offset } }, signal })),
    enabled: state === "published",
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });

/** Build a release that failed once more, without as many damaged clips as it was told to have. */
export function useBuildAgain(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (without: number) =>
      take(api.POST("/api/releases/{release_id}/build", { params: path(id), body: { without } })),
    onSuccess: (release) => {
      client.setQueryData<Release>(keys.release(id), release);
      return client.invalidateQueries({ queryKey: ["releases"] });
    },
  });
}

/** Pause a build, or let it go on where it stopped. */
export function useSteerBuild(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: "pause" | "resume") =>
      take(api.POST("/api/releases/{release_id}/build/{verb}", { params: { path: { release_id: id, verb } } })),
    onSuccess: (release) => {
      client.setQueryData<Release>(keys.release(id), release);
      return client.invalidateQueries({ queryKey: ["releases"] });
    },
  });
}

export interface ReleasePair {
  readonly release: number;
  readonly since: number;
}

const WATCHED_MS = 3_000;

/** What changed from an earlier release to a later one, or how far the comparison is. */
export const useReleaseChanges = ({ release, since }: ReleasePair) =>
  useQuery({
    queryKey: keys.releaseChanges(release, since),
    queryFn: ({ signal }) =>
      take(api.GET("/api/releases/{release_id}/changes", { params: { ...path(release), query: { since } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? WATCHED_MS : false),
  });

/** Have a pair compared; it is done once and kept. */
export function useCompareReleases() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ release, since }: ReleasePair) =>
      take(api.POST("/api/releases/{release_id}/changes", { params: { ...path(release), query: { since } } })),
    onSuccess: (comparison, { release, since }) =>
      client.setQueryData<ReleaseComparison>(keys.releaseChanges(release, since), comparison),
  });
}

const kept = <Page>(before: Page | undefined) => before;

/** Texts that changed, some at a time. */
export const useCaptionChanges = ({ release, since }: ReleasePair, offset: number) =>
  useQuery({
    queryKey: keys.releaseCaptions(release, since, offset),
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/releases/{release_id}/changes/captions", {
          params: { ...path(release), query: { since, offset } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: kept,
  });

/** Tracks of which masks changed, those that changed most first, some at a time. */
export const useMaskChanges = ({ release, since }: ReleasePair, offset: number) =>
  useQuery({
    queryKey: keys.releaseMasks(release, since, offset),
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/releases/{release_id}/changes/masks", {
          params: { ...path(release), query: { since, offset } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: kept,
  });
