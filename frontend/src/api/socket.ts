/**
 * Why: what others do is on screen within a moment. One WebSocket a project names what changed; the cache fetches that again.
 * After a broken line it asks for everything since the last event it saw, so nothing is missed.
 */
import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "./queries";
import type { Caption, CaptionField, TrackList } from "./types";

export interface ServerEvent {
  readonly id: number;
  readonly topic: string;
  readonly verb: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const COALESCE_MS = 120;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** Close codes by which the server says: not signed in, no such project. Trying again would not help. */
const NO_MEMBER = 4404;
const FINAL_CODES = [4401, NO_MEMBER];
const lastSeen = new Map<string, number>();

/** What an event makes out of date. */
export function affected(slug: string, event: ServerEvent): readonly QueryKey[] {
  const number = (name: string) => Number(event.payload[name]);
  const video = number("video");
  const lists = [keys.videos(slug), keys.queue(slug), keys.project(slug)];
  switch (`${event.topic}.${event.verb}`) {
    case "upload.changed":
      return [keys.uploads(slug), keys.project(slug)];
    case "video.added":
      return lists;
    case "work.changed": {
      const work = number("work");
      const own = [keys.work(work), keys.submissions(work), keys.video(video), keys.caption(video), keys.tracks(video)];
      const judged = [keys.verdicts(work), keys.changes(work)];
      return [...lists, ...own, ...judged, keys.releases(slug)];
    }
    case "work.planned":
      return [keys.work(number("work")), keys.queue(slug), keys.videos(slug)];
    case "work.expired":
      return [keys.work(number("work"))];
    case "batch.changed":
      return [keys.queue(slug)];
    case "caption.saved":
      return [keys.caption(video), keys.captionRevisions(video)];
    case "keyframe.saved":
      return [keys.tracks(video), keys.propagation(video), keys.doubts(video), keys.queue(slug)];
    case "tracks.ordered":
    case "tracks.changed":
      return [keys.tracks(video)];
    case "propagation.progress": {
      const done = event.payload.state === "done" || event.payload.state === "failed";
      const ended = done ? [keys.runs(video), keys.video(video), ...lists] : [];
      return [keys.propagation(video), keys.machines(slug), ...ended];
    }
    case "run.changed":
    case "run.deleted":
      return [keys.runs(video)];
    case "run.chosen":
      return [keys.runs(video), keys.propagation(video), keys.video(video), ...lists];
    case "verdict.changed":
      return [keys.verdicts(number("work"))];
    case "blind.tested":
      return [keys.blind(number("work"))];
    case "thread.changed":
      return [keys.threads(video), keys.queue(slug)];
    case "reasons.changed":
      return [keys.reasons(slug), keys.project(slug)];
    case "question.changed":
      return [keys.questions(video), keys.queue(slug)];
    case "person.changed":
      return [keys.people(slug), keys.session];
    case "invitation.changed":
      return [keys.invitations(slug)];
    case "quality.scored":
      return [keys.quality(slug), keys.agreement()];
    case "sampling.changed":
      return [keys.sampling(slug), keys.quality(slug)];
    case "guideline.changed":
      return [keys.guideline(slug)];
    case "release.progress":
      return [keys.releases(slug), keys.release(number("release"))];
    default:
      return [];
  }
}

/** Whether the cache already holds what a save announces: most saves that a page hears of are its own. */
export function known(client: QueryClient, event: ServerEvent): boolean {
  const { video, track, frame, revision } = event.payload;
  if (typeof revision !== "number" || typeof video !== "number") return false;
  if (event.topic === "caption") {
    const field = event.payload.field as CaptionField;
    return (client.getQueryData<Caption>(keys.caption(video, field))?.revision ?? -1) >= revision;
  }
  const list = client.getQueryData<TrackList>(keys.tracks(video));
  const keyframes = list?.tracks.find(({ id }) => id === track)?.keyframes;
  return (keyframes?.find((keyframe) => keyframe.frame === frame)?.revision ?? -1) >= revision;
}

type OutOfDate = { readonly queryKeys: readonly QueryKey[]; readonly event: ServerEvent | null };

/** Collects what is out of date for a moment, so that a burst of events fetches each list once. */
function invalidator(client: QueryClient): (out: OutOfDate) => void {
  const due: OutOfDate[] = [];
  const send = () => {
    // The answer to a page's own save may come a moment after the news of it.
    const news = due.splice(0).filter(({ event }) => !event?.verb.startsWith("saved") || !known(client, event));
    const queryKeys = new Map(news.flatMap((out) => out.queryKeys.map((one) => [JSON.stringify(one), one] as const)));
    for (const queryKey of queryKeys.values()) void client.invalidateQueries({ queryKey });
  };
  return (out) => {
    if (out.queryKeys.length === 0) return;
    if (due.length === 0) window.setTimeout(send, COALESCE_MS);
    due.push(out);
  };
}

function connect(
  slug: string,
  { onEvent, onGap, onGone }: { onEvent: (event: ServerEvent) => void; onGap: () => void; onGone: () => void },
): () => void {
  let socket: WebSocket;
  let failures = 0;
  let timer = 0;
  let stopped = false;
  const open = () => {
    const since = lastSeen.get(slug);
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const query = since === undefined ? "" : `?since=${since}`;
    socket = new WebSocket(`${scheme}://${window.location.host}/ws/projects/${encodeURIComponent(slug)}${query}`);
    socket.onmessage = ({ data }) => {
      failures = 0;
      const event = JSON.parse(String(data)) as ServerEvent;
      const before = lastSeen.get(slug);
      lastSeen.set(slug, event.id);
      if (event.topic !== "hello") onEvent(event);
      // The first greeting of a page that connects late: what it read before may be older than the greeting.
      else if (before === undefined) onGap();
    };
    socket.onclose = ({ code }) => {
      if (!stopped && code === NO_MEMBER) onGone();
      if (stopped || FINAL_CODES.includes(code)) return;
      timer = window.setTimeout(open, Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS));
      failures += 1;
    };
  };
  open();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
    socket.close();
  };
}

/** Keep the cache in step with `slug` while the calling screen is open. */
export function useProjectSocket(slug: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (slug === undefined) return;
    const invalidate = invalidator(client);
    const onEvent = (event: ServerEvent) => invalidate({ queryKeys: affected(slug, event), event });
    const lists = [keys.queue(slug), keys.videos(slug), keys.uploads(slug)];
    const onGap = () => invalidate({ queryKeys: lists, event: null });
    // Whoever was taken out of the project sees so at once: the session names their projects.
    return connect(slug, { onEvent, onGap, onGone: () => void client.invalidateQueries({ queryKey: keys.session }) });
  }, [client, slug]);
}
