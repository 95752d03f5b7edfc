/** Why: which models a project knows, and moving one from state to state. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { CheckpointVerb } from "./types";

export const useCheckpoints = (slug: string) =>
  useQuery({
    queryKey: keys.checkpoints(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/checkpoints", { params: { path: { slug } }, signal })),
  });

/** How one learned. It never changes but where its log comes later, so it is asked for once. */
export const useCheckpointCurves = (id: number) =>
  useQuery({
    queryKey: keys.checkpointCurves(id),
    queryFn: ({ signal }) =>
      take(api.GET("/api/checkpoints/{checkpoint_id}/curves", { params: { path: { checkpoint_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useMoveCheckpoint(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb }: { id: number; verb: CheckpointVerb }) =>
      take(api.POST("/api/checkpoints/{checkpoint_id}/{verb}", { params: { path: { checkpoint_id: id, verb } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.checkpoints(slug) }),
  });
}
