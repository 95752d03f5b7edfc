/** Why: a person's own keys follow them to every computer. They work from the moment they are set; the server checks them. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";

/** Combinations by the name of the action; only where they differ from the screen's own. */
type KeymapBindings = Readonly<Record<string, readonly string[]>>;

const keymapOptions = queryOptions({
  queryKey: ["keymap"],
  queryFn: async ({ signal }): Promise<KeymapBindings> => (await take(api.GET("/api/me/keymap", { signal }))).bindings,
  staleTime: Number.POSITIVE_INFINITY,
});

const NONE: KeymapBindings = {};

/** The person's own keys; none until they are known. */
export const useKeymap = (): KeymapBindings => useQuery(keymapOptions).data ?? NONE;

/** Keep other keys. They count at once; when the server refuses them, the old ones come back. */
export function useSaveKeymap() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (bindings: KeymapBindings) => {
      const body = { bindings: Object.fromEntries(Object.entries(bindings).map(([name, keys]) => [name, [...keys]])) };
      return (await take(api.PUT("/api/me/keymap", { body }))).bindings;
    },
    onMutate: (bindings) => {
      const before = client.getQueryData(keymapOptions.queryKey);
      client.setQueryData(keymapOptions.queryKey, bindings);
      return { before };
    },
    onSuccess: (bindings) => client.setQueryData(keymapOptions.queryKey, bindings),
    onError: (_error, _bindings, kept) => client.setQueryData(keymapOptions.queryKey, kept?.before),
  });
}
