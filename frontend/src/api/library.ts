/**
 * Why: a list of clips is what its address asks for. The same words stand in the address, in a saved view and behind every
 * number of the overview, so one pair of functions reads and writes them.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import type { paths } from "./schema";
import type { SavedView } from "./types";

type Asked = NonNullable<paths["/api/projects/{slug}/videos"]["get"]["parameters"]["query"]>;

/** What is asked of a list of clips; nothing is every clip, the newest first. */
export type VideoFilter = Readonly<Omit<Asked, "page">>;
export type Sort = NonNullable<VideoFilter["sort"]>;

const TEXTS = [
  "search", "stage", "source", "flag", "step", "author", "did", "reason", "since", "until", "machine", "question",
  "quality", "timed", "sort",
] as const; // biome-ignore format: one list
const NUMBERS = ["round_least", "length_least", "length_most", "waits", "batch"] as const;

/** The filter that an address's query holds; words that are none are left out. */
export function readFilter(given: Readonly<Record<string, unknown>>): VideoFilter {
  const found: Record<string, string | number | boolean> = {};
  for (const word of TEXTS) {
    const value = given[word];
    if (value !== undefined && value !== null && value !== "") found[word] = String(value);
  }
  for (const word of NUMBERS) {
    const value = given[word];
    if (value !== undefined && value !== "" && Number.isFinite(Number(value))) found[word] = Number(value);
  }
  if (String(given.up) === "true") found.up = true;
  return found as VideoFilter;
}

/** A filter written as a query, such as stage=to_mask&waits=48, and back. */
export const filterOf = (query: string): VideoFilter => readFilter(Object.fromEntries(new URLSearchParams(query)));
export const queryOf = (filter: VideoFilter): string =>
  new URLSearchParams(Object.entries(filter).map(([word, value]) => [word, String(value)])).toString();

/** The filter with other words; an empty one takes its word out. */
export const narrowed = (filter: VideoFilter, words: Readonly<Record<string, unknown>>): VideoFilter =>
  readFilter({ ...filter, ...words });

/** Whether anything narrows the list; its order does not. */
export const isNarrowed = ({ sort: _, up: __, ...rest }: VideoFilter): boolean => Object.keys(rest).length > 0;

const facetKey = (slug: string) => ["facets", slug] as const;
const viewsKey = (slug: string) => ["views", slug] as const;

/** What the project's clips can be narrowed to, with how many each leaves. */
export const useFacets = (slug: string) =>
  useQuery({
    queryKey: facetKey(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/facets", { params: { path: { slug } }, signal })),
  });

export const useViews = (slug: string) =>
  useQuery({
    queryKey: viewsKey(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/views", { params: { path: { slug } }, signal })),
  });

/** Keep the list under a name, for oneself or for everybody. */
export const useSaveView = (slug: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Pick<SavedView, "name" | "query" | "shared">) =>
      take(api.POST("/api/projects/{slug}/views", { params: { path: { slug } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: viewsKey(slug) }),
  });
};

export const useRemoveView = (slug: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view_id: number) => take(api.DELETE("/api/views/{view_id}", { params: { path: { view_id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: viewsKey(slug) }),
  });
};
