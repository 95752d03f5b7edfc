/** Why: the overview is one answer for one period; it is asked for again now and then, since ages grow by themselves. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "./client";

export interface Period {
  readonly since?: string;
  readonly until?: string;
}

const MINUTE = 60_000;

export const useDashboard = (slug: string, period: Period) =>
  useQuery({
    queryKey: ["dashboard", slug, period],
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/dashboard", { params: { path: { slug }, query: period }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: MINUTE,
  });

/** What finished clips cost; read apart from the rest, which must not wait for it. */
export const useMinutes = (slug: string, period: Period) =>
  useQuery({
    queryKey: ["minutes", slug, period],
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/dashboard/minutes", { params: { path: { slug }, query: period }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 5 * MINUTE,
  });

/** What each person's finished clips cost, and when they finished them. */
export const usePace = (slug: string, period: Period) =>
  useQuery({
    queryKey: ["pace", slug, period],
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/dashboard/pace", { params: { path: { slug }, query: period }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 5 * MINUTE,
  });

/** Where one of its tables is as CSV. */
export const tableAddress = (slug: string, table: string, period: Period): string =>
  `/api/projects/${encodeURIComponent(slug)}/dashboard/${table}.csv?${new URLSearchParams({ ...period })}`;
