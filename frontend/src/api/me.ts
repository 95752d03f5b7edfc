/** Why: what concerns only the person who is signed in: what is recorded of them, their password, their programs' tokens. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "./client";
import { keys } from "./queries";
import type { NewToken, SignedIn, Token } from "./types";

export const useMe = () =>
  useQuery({ queryKey: keys.me, queryFn: ({ signal }) => take(api.GET("/api/me", { signal })) });

/** Refused with `password_refused`; `current` among its fields says that the present one was wrong. */
export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: { current: string; new: string }) => take(api.PUT("/api/me/password", { body })),
  });

export const useSessions = () =>
  useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }): Promise<readonly SignedIn[]> => take(api.GET("/api/me/sessions", { signal })),
  });

/** End one of the person's sessions elsewhere. */
export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (number: string) => take(api.DELETE("/api/me/sessions/{number}", { params: { path: { number } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  });
}

export function useEndOtherSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.DELETE("/api/me/sessions")),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  });
}

export const useSecondFactor = () =>
  useQuery({
    queryKey: keys.secondFactor,
    queryFn: ({ signal }) => take(api.GET("/api/me/second_factor", { signal })),
  });

/** A new secret for an app; it counts once a code of it came back. */
export const useBeginSecondFactor = () => useMutation({ mutationFn: () => take(api.POST("/api/me/second_factor")) });

/** Turn it on by a first code; the answer holds the recovery codes, this once. */
export function useTurnOnSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => take(api.PUT("/api/me/second_factor", { body: { code } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.secondFactor }),
  });
}

export function useTurnOffSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => take(api.POST("/api/me/second_factor/off", { body: { code } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.secondFactor }),
  });
}

export const useTokens = () =>
  useQuery({
    queryKey: keys.tokens,
    queryFn: ({ signal }): Promise<readonly Token[]> => take(api.GET("/api/tokens", { signal })),
  });

/** Make a token; only this answer holds its key. */
export function useMakeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewToken) => take(api.POST("/api/tokens", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token_id: number) => take(api.DELETE("/api/tokens/{token_id}", { params: { path: { token_id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}
