/** Why: who is in a project and who is asked in; only leads and admins may read or change it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { InvitationSeen, Member, NewAccount, NewInvitation, Place, Session } from "./types";

const at = (slug: string) => ({ path: { slug } });

/** Everybody in the project, by name. */
export const usePeople = (slug: string) =>
  useQuery({
    queryKey: keys.people(slug),
    queryFn: async ({ signal }): Promise<readonly Member[]> =>
      (await take(api.GET("/api/projects/{slug}/people", { params: at(slug), signal }))).people,
  });

/** The invitations that nobody took up yet. */
export const useInvitations = (slug: string) =>
  useQuery({
    queryKey: keys.invitations(slug),
    queryFn: async ({ signal }) =>
      (await take(api.GET("/api/projects/{slug}/invitations", { params: at(slug), signal }))).invitations,
  });

function useListed<Given, Answer>(slug: string, send: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  const onSettled = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.people(slug) }),
      client.invalidateQueries({ queryKey: keys.invitations(slug) }),
    ]);
  return useMutation({ mutationFn: send, onSettled });
}

/** Give somebody another role or other skills. Refused with `last_lead` for the only lead. */
export const useChangePerson = (slug: string) =>
  useListed(slug, ({ person, ...body }: Place & { readonly person: number }) =>
    take(api.PUT("/api/projects/{slug}/people/{person_id}", { params: { path: { slug, person_id: person } }, body })),
  );

/** Take somebody out; the work that they hold goes back to the others. */
export const useRemovePerson = (slug: string) =>
  useListed(slug, (person: number) =>
    take(api.DELETE("/api/projects/{slug}/people/{person_id}", { params: { path: { slug, person_id: person } } })),
  );

/** Close somebody's account: name replaced, work kept. Only for an admin of all of their projects. */
export const useCloseAccount = (slug: string) =>
  useListed(slug, (person_id: number) =>
    take(api.POST("/api/people/{person_id}/close", { params: { path: { person_id } } })),
  );

/** Ask somebody in; only this answer holds the secret of their address. */
export const useInvite = (slug: string) =>
  useListed(slug, (body: NewInvitation) =>
    take(api.POST("/api/projects/{slug}/invitations", { params: at(slug), body })),
  );

export const useRevokeInvitation = (slug: string) =>
  useListed(slug, (invitation_id: number) =>
    take(api.DELETE("/api/invitations/{invitation_id}", { params: { path: { invitation_id } } })),
  );

/** What the holder of an invitation's address is told. */
export const useInvitation = (secret: string) =>
  useQuery({
    queryKey: ["invitation", secret],
    queryFn: ({ signal }): Promise<InvitationSeen> =>
      take(api.GET("/api/join/{secret}", { params: { path: { secret } }, signal })),
  });

/** Come in, with a new account or, sending nothing, as who one is. The answer is the session. */
export function useJoin(secret: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewAccount | undefined): Promise<Session> =>
      take(api.POST("/api/join/{secret}", { params: { path: { secret } }, body: body as NewAccount })),
    onSuccess: (session) => client.setQueryData(keys.session, session),
  });
}
