/**
 * Why: what a lead plans for many clips goes out in portions, so that nobody waits behind it, its progress is known, and it
 * can be stopped in between. The portions are row numbers: a filter may match something else once the first are planned.
 */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import type { VideoFilter } from "./library";
import { keys } from "./queries";
import type { ClipPlan, ClipVerdict } from "./types";

const PORTION = 200;
const at = (slug: string) => ({ path: { slug } });

/** A plan for some of the selected clips. */
export interface Portion {
  readonly videos: readonly number[];
  readonly plan: ClipPlan;
  /** By clip, how often its step had been moved when it was seen: what was moved since is refused and stays. */
  readonly moved?: Readonly<Record<string, number>>;
}

export interface Watch {
  readonly signal: AbortSignal;
  /** Called with what became of each request's clips. */
  readonly onVerdicts: (verdicts: readonly ClipVerdict[]) => void;
}

/** Plan clips, portion after portion, until all are or somebody stops it. */
export async function planPortions(slug: string, portions: readonly Portion[], watch: Watch): Promise<void> {
  for (const { videos, plan, moved } of portions) {
    for (let from = 0; from < videos.length; from += PORTION) {
      if (watch.signal.aborted) return;
      const some = videos.slice(from, from + PORTION);
      const body = { ...plan, videos: some, ...(moved && { moved: of(some, moved) }) };
      const { clips } = await take(api.POST("/api/projects/{slug}/plan", { params: at(slug), body }));
      watch.onVerdicts(clips);
    }
  }
}

const of = (videos: readonly number[], moved: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(videos.map((video) => [video, moved[video] ?? 0]));

/** Everything that a filter matches, as row numbers. */
export const fetchSelection = async (slug: string, query: VideoFilter): Promise<readonly number[]> =>
  (await take(api.GET("/api/projects/{slug}/videos/selection", { params: { ...at(slug), query } }))).videos;

/** What is out of date once work was planned. */
export function planned(client: QueryClient, slug: string): void {
  const lists = [keys.videos(slug), keys.queue(slug), keys.project(slug), keys.batches(slug), ["facets", slug]];
  for (const queryKey of [...lists, ["video"], ["work"]]) void client.invalidateQueries({ queryKey });
}

/** The project's batches, the newest first; only who runs the line may read them. */
export const useBatches = (slug: string, enabled = true) =>
  useQuery({
    queryKey: keys.batches(slug),
    queryFn: async ({ signal }) =>
      (await take(api.GET("/api/projects/{slug}/batches", { params: at(slug), signal }))).batches,
    enabled,
  });

/** How far the clips of each batch are. */
export const useBatchStages = (slug: string) =>
  useQuery({
    queryKey: [...keys.batches(slug), "stages"],
    queryFn: async ({ signal }) =>
      (await take(api.GET("/api/projects/{slug}/batches/stages", { params: at(slug), signal }))).batches,
  });

function useBatchMutation<Given, Answer>(slug: string, send: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => planned(client, slug) });
}

export const makeBatch = (slug: string, name: string) =>
  take(api.POST("/api/projects/{slug}/batches", { params: at(slug), body: { name } }));

/** Stop a batch, or let it go on. */
export const freezeBatch = ({ id, frozen }: { readonly id: number; readonly frozen: boolean }) =>
  frozen
    ? take(api.POST("/api/batches/{batch_id}/freeze", { params: { path: { batch_id: id } } }))
    : take(api.POST("/api/batches/{batch_id}/thaw", { params: { path: { batch_id: id } } }));

/** Begin an empty batch. Refused with `batch_refused` where the name is taken. */
export const useMakeBatch = (slug: string) => useBatchMutation(slug, (name: string) => makeBatch(slug, name));

export const useRenameBatch = (slug: string) =>
  useBatchMutation(slug, ({ id, name }: { readonly id: number; readonly name: string }) =>
    take(api.PUT("/api/batches/{batch_id}", { params: { path: { batch_id: id } }, body: { name } })),
  );

/** Take a batch away that holds no work. Refused with `batch_holds_work` otherwise. */
export const useDeleteBatch = (slug: string) =>
  useBatchMutation(slug, (id: number) =>
    take(api.DELETE("/api/batches/{batch_id}", { params: { path: { batch_id: id } } })),
  );

export const useFreezeBatch = (slug: string) => useBatchMutation(slug, freezeBatch);
