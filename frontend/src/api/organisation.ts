/** Why: signing in through one's organisation, and which of its people one is. The page goes there and comes back. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { Session } from "./types";

/** Go to the organisation's page; afterwards the browser comes back to `next`, signed in, or linked if `link`. */
export const useGoToOrganisation = () =>
  useMutation({
    mutationFn: async (body: { next: string; link: boolean }) => {
      const { address } = await take(api.POST("/api/session/oidc", { body }));
      window.location.assign(address);
    },
  });

/** Give the second factor's code, after coming back from the organisation. */
export function useFinishSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string): Promise<Session> => take(api.POST("/api/session/code", { body: { code } })),
    onSuccess: (session) => client.setQueryData(keys.session, session),
  });
}

/** The organisation's name, if there is one, and whether one's account is linked with it. */
export const useOrganisation = () =>
  useQuery({
    queryKey: keys.organisation,
    queryFn: ({ signal }) => take(api.GET("/api/me/oidc", { signal })),
  });

export function useUnlink() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.DELETE("/api/me/oidc")),
    onSettled: () => client.invalidateQueries({ queryKey: keys.organisation }),
  });
}
