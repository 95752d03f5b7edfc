/**
 * Why: the time on a task is what the server counts while its person acts. The page only says "acting", at most every
 * 15 s, and nothing while nobody touches it; the idle rule comes with each answer.
 */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, take } from "./client";
import { ApiError } from "./error";
import { keys } from "./queries";

/** Where in the clip somebody acts. */
export interface ActivePlace {
  readonly frame: number;
  readonly number: number | null;
}

interface ActiveTime {
  readonly seconds: number;
  readonly idleAfter: number;
  /** Whether the silence is longer than the rule allows, so that nothing is counted. */
  readonly idle: boolean;
}

const BEAT_MS = 15_000;
const PLACE_MS = 1_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"] as const;

/** Say that the person acts on `work` while the calling piece is open and `counted`; null until the server has answered. */
export function useActivity(work: number, counted: boolean, place?: ActivePlace): ActiveTime | null {
  const [time, setTime] = useState<ActiveTime | null>(null);
  const now = useRef(place);
  const moved = useRef<() => void>(() => undefined);
  now.current = place;

  useEffect(() => {
    if (!counted) return;
    let sent = Number.NEGATIVE_INFINITY;
    let due = 0;
    let rest = 0;
    let ended = false;
    const beat = async () => {
      window.clearTimeout(due);
      due = 0;
      sent = performance.now();
      try {
        const body = now.current ? { ...now.current } : {};
        const answer = await take(
          api.POST("/api/work/{item_id}/activity", { params: { path: { item_id: work } }, body }),
        );
        if (ended) return;
        setTime({ seconds: answer.seconds, idleAfter: answer.idle_after, idle: false });
        window.clearTimeout(rest);
        rest = window.setTimeout(() => setTime((shown) => shown && { ...shown, idle: true }), answer.idle_after * 1000);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error; // work that was lost, or a broken line: nothing is counted
      }
    };
    const act = () => {
      if (due) return;
      due = window.setTimeout(beat, Math.max(0, sent + BEAT_MS - performance.now()));
    };
    moved.current = () => {
      if (performance.now() - sent >= PLACE_MS) void beat();
    };
    for (const sign of SIGNS) window.addEventListener(sign, act, { capture: true, passive: true });
    return () => {
      ended = true;
      window.clearTimeout(due);
      window.clearTimeout(rest);
      moved.current = () => undefined;
      for (const sign of SIGNS) window.removeEventListener(sign, act, { capture: true });
    };
  }, [work, counted]);

  const at = place ? `${place.frame}/${place.number}` : "";
  const first = useRef(at);
  useEffect(() => {
    if (first.current === at) return;
    first.current = at;
    moved.current();
  }, [at]);
  return time;
}

/** One's own day in a project, from one's own midnight. */
export const useDay = (slug: string) => {
  const since = new Date(new Date().setHours(0, 0, 0, 0)).toISOString();
  return useQuery({
    queryKey: [...keys.day(slug), since],
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/day", { params: { path: { slug }, query: { since } }, signal })),
  });
};
