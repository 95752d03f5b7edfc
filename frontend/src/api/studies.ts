/** Why: a metric study is dealt by a lead, rated blind by others, and told to the lead once its ratings stand. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { NewStudy, StudyResults, StudyWork } from "./types";

const at = (study: number) => ({ study_id: study });

export const useStudies = (slug: string) =>
  useQuery({
    queryKey: keys.studies(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/studies", { params: { path: { slug } }, signal })),
  });

/** A study, and what of it waits for who asks. */
export const useStudy = (study: number) =>
  useQuery({
    queryKey: keys.study(study),
    queryFn: ({ signal }) => take(api.GET("/api/studies/{study_id}", { params: { path: at(study) }, signal })),
  });

export const useStudyResults = (study: number, enabled: boolean) =>
  useQuery({
    queryKey: keys.studyResults(study),
    queryFn: ({ signal }) => take(api.GET("/api/studies/{study_id}/results", { params: { path: at(study) }, signal })),
    enabled,
  });

export function useStartStudy(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewStudy) =>
      take(api.POST("/api/projects/{slug}/studies", { params: { path: { slug } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.studies(slug) }),
  });
}

/** Keep the answer, which is what waits next. */
function useStudyWrite<Given>(study: number, send: (given: Given) => Promise<StudyWork>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (work) => client.setQueryData<StudyWork>(keys.study(study), work),
  });
}

export const useRate = (study: number) =>
  useStudyWrite(study, ({ rating, half_points }: { rating: number; half_points: number }) =>
    take(
      api.PUT("/api/studies/{study_id}/ratings/{rating_id}", {
        params: { path: { ...at(study), rating_id: rating } },
        body: { half_points },
      }),
    ),
  );

export const useWritePair = (study: number) =>
  useStudyWrite(study, ({ pair, ...body }: { pair: number; positive: string; negative: string }) =>
    take(
      api.PUT("/api/studies/{study_id}/pairs/{pair_id}", { params: { path: { ...at(study), pair_id: pair } }, body }),
    ),
  );

export function useCloseStudy(study: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/studies/{study_id}/close", { params: { path: at(study) } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.study(study) }),
  });
}

export function useBringMethods(study: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => {
      const found = JSON.parse(await file.text()) as { methods?: unknown };
      const body = (found.methods ?? found) as Record<string, unknown>;
      return take(api.PUT("/api/studies/{study_id}/methods", { params: { path: at(study) }, body }));
    },
    onSuccess: (results) => client.setQueryData<StudyResults>(keys.studyResults(study), results),
  });
}
