/** Why: after a caption was changed, somebody says of each reworded object whether its masks still fit. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { TrackList } from "./types";

/** Keep an object's masks under its new words. */
export function useConfirmTrack(video: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (track: number) =>
      take(api.POST("/api/tracks/{track_id}/confirm", { params: { path: { track_id: track } } })),
    onSuccess: (settled) => {
      client.setQueryData<TrackList>(
        keys.tracks(video),
        (list) =>
          list && {
            ...list,
            tracks: list.tracks.map((track) => (track.id === settled.id ? { ...track, ...settled } : track)),
          },
      );
    },
  });
}
