/** Why: what a machine worded for a project's captions is started, followed, and decided by a person, clip by clip. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { ClipWordings, WordingDraft, WordingKind, WordingState, WordingVerb } from "./types";

export const useWordings = (slug: string) =>
  useQuery({
    queryKey: keys.wordings(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/wordings", { params: { path: { slug } }, signal })),
  });

/** The next clip after a number with drafts that wait; asked for when the reviewer is done with the one before. */
export const useNextWordings = (slug: string, after: number) =>
  useQuery({
    queryKey: keys.nextWordings(slug, after),
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/wordings/next", { params: { path: { slug }, query: { after } }, signal })),
    // What lies before the reviewer is changed by their own decisions only; another look comes with the next clip.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** What a run would ask and cost. */
export const useEstimate = (slug: string, what: readonly WordingKind[]) =>
  useQuery({
    queryKey: keys.wordingEstimate(slug, what),
    queryFn: ({ signal }) =>
      take(
        api.POST("/api/projects/{slug}/wordings/estimate", {
          params: { path: { slug } },
          body: { what: [...what] },
          signal,
        }),
      ),
    enabled: what.length > 0,
    gcTime: 0,
  });

export function useStartWording(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { what: WordingKind[]; cap: number | null }) =>
      take(api.POST("/api/projects/{slug}/wordings", { params: { path: { slug } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.wordings(slug) }),
  });
}

export function useSteerWording(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ run, verb }: { run: number; verb: WordingVerb }) =>
      take(api.POST("/api/wordings/runs/{run_id}/{verb}", { params: { path: { run_id: run, verb } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.wordings(slug) }),
  });
}

interface Decision {
  readonly draft: WordingDraft;
  readonly verdict: WordingState;
  readonly text?: string;
}

/** Decide a draft; the clip on the page shows it at once when the server agrees. */
export function useDecideWording(slug: string, after: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, verdict, text }: Decision) =>
      take(
        api.PUT("/api/wordings/drafts/{draft_id}", {
          params: { path: { draft_id: draft.id } },
          body: { verdict, seen: draft.state, text: text ?? null },
        }),
      ),
    onSuccess: (decided) => {
      client.setQueryData<{ clip: ClipWordings | null; left: number }>(keys.nextWordings(slug, after), (known) =>
        known?.clip ? { ...known, clip: withDraft(known.clip, decided) } : known,
      );
      void client.invalidateQueries({ queryKey: keys.wordings(slug) });
    },
    // Perhaps somebody was faster, or the caption came back: what stands is fetched, and shown beside what was said.
    onError: () => client.invalidateQueries({ queryKey: keys.nextWordings(slug, after) }),
  });
}

/** A clip with one of its drafts as it stands now. */
export function withDraft(clip: ClipWordings, decided: WordingDraft): ClipWordings {
  return { ...clip, drafts: clip.drafts.map((draft) => (draft.id === decided.id ? decided : draft)) };
}
