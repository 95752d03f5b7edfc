/**
 * Why: what others do is on screen within a moment. One WebSocket a project names what changed; the cache fetches that again.
 * After a broken line it asks for everything since the last event it saw, so nothing is missed.
 */
import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { closeLine, hearPresence, openLine } from "./presence";
import { keys, useSession } from "./queries";
import type { Caption, CaptionField, Role, TrackList } from "./types";

export interface ServerEvent {
  readonly id: number;
  readonly topic: string;
  readonly verb: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Whose page this is: what concerns others only may wait. */
export interface Listener {
  readonly id: number;
  readonly role: Role;
}

/** What an event makes out of date: to be fetched now, and what can wait for a quiet moment. */
interface OutOfDate {
  readonly now: readonly QueryKey[];
  readonly soon: readonly QueryKey[];
}

const COALESCE_MS = 120;
/** So long what others did may wait, and so long at least lie between two fetches of it: seventy pages hear of each change. */
const QUIET_MS = 2_000;
const QUIET_GAP_MS = 8_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** Close codes by which the server says: not signed in, no such project. Trying again would not help. */
const NO_MEMBER = 4404;
const FINAL_CODES = [4401, NO_MEMBER];
const lastSeen = new Map<string, number>();

/** The queues in which work of a state appears, or from which it has gone. */
const QUEUES: Readonly<Record<Role, readonly unknown[]>> = {
  annotator: ["ready", "annotating"],
  inspector: ["submitted", "approved", "returned"],
  lead: ["ready", "annotating", "submitted", "approved", "returned"],
  researcher: [],
  admin: [],
  viewer: [],
};

/** What an event makes out of date on one person's page. */
export function affected(slug: string, event: ServerEvent, { id, role }: Listener): OutOfDate {
  const number = (name: string) => Number(event.payload[name]);
  const video = number("video");
  const lists = [keys.videos(slug), keys.queue(slug), keys.project(slug)];
  const now = (...queryKeys: QueryKey[]): OutOfDate => ({ now: queryKeys, soon: [] });
  switch (`${event.topic}.${event.verb}`) {
    case "upload.changed":
      return { now: [keys.uploads(slug)], soon: [keys.project(slug)] };
    case "video.added":
      return { now: [], soon: lists };
    case "work.changed": {
      const work = number("work");
      const judged = [keys.submissions(work), keys.verdicts(work), keys.changes(work)];
      const own = [keys.work(work), ...judged, keys.video(video), keys.caption(video), keys.tracks(video)];
      const counts = [keys.videos(slug), keys.project(slug), keys.releases(slug)];
      const { author, inspector, previous, reserved_for } = event.payload;
      if ([author, inspector, previous, reserved_for].includes(id))
        return { now: [...own, keys.queue(slug)], soon: counts };
      const queue = QUEUES[role].includes(event.payload.state) ? [keys.queue(slug)] : [];
      return { now: own, soon: [...queue, ...counts] };
    }
    case "work.corrected":
      return now(keys.changes(number("work")), keys.verdicts(number("work")));
    case "work.planned":
      return {
        now: [keys.work(number("work"))],
        soon: [keys.queue(slug), keys.videos(slug), keys.batches(slug), keys.video(video)],
      };
    case "work.expired":
      return now(keys.work(number("work")));
    case "batch.changed":
      return { now: [keys.batches(slug)], soon: [keys.queue(slug)] };
    case "caption.saved":
      return now(keys.caption(video), keys.captionRevisions(video));
    case "keyframe.saved": {
      const mine = event.payload.by === id;
      return {
        now: [keys.tracks(video), keys.propagation(video), keys.doubts(video)],
        soon: mine ? [keys.queue(slug)] : [],
      };
    }
    case "tracks.ordered":
    case "tracks.changed":
      return now(keys.tracks(video));
    case "propagation.progress": {
      const done = event.payload.state === "done" || event.payload.state === "failed";
      const ended = done ? [keys.runs(video), keys.video(video)] : [];
      return { now: [keys.propagation(video), keys.machines(slug), ...ended], soon: done ? lists : [] };
    }
    case "run.changed":
    case "run.deleted":
      return now(keys.runs(video));
    case "run.chosen":
      return { now: [keys.runs(video), keys.propagation(video), keys.video(video)], soon: lists };
    case "question.changed":
      return { now: [keys.questions(video)], soon: [keys.queue(slug)] };
    case "verdict.changed":
      return now(keys.verdicts(number("work")));
    case "blind.tested":
      return now(keys.blind(number("work")));
    case "thread.changed":
      return { now: [keys.threads(video)], soon: [keys.queue(slug)] };
    case "reasons.changed":
      return now(keys.reasons(slug), keys.project(slug));
    case "person.changed":
      return now(keys.people(slug), keys.session);
    case "invitation.changed":
      return now(keys.invitations(slug));
    case "quality.scored":
      return now(keys.quality(slug), keys.agreement());
    case "sampling.changed":
      return now(keys.sampling(slug), keys.quality(slug));
    case "guideline.changed":
      return now(keys.guideline(slug));
    case "release.progress":
      return now(keys.releases(slug), keys.release(number("release")));
    case "draft.changed":
      return { now: [keys.modelDrafts(video, String(event.payload.step))], soon: [keys.acceptance(slug)] };
    case "assist.changed":
      return now(keys.assistRule(slug));
    case "checkpoint.changed":
      return now(keys.checkpoints(slug));
    case "study.changed":
      return { now: [], soon: [keys.studies(slug), keys.studyResults(number("study"))] };
    case "predictions.changed":
      return now(keys.board(slug), keys.predictions(number("set")));
    case "wordings.progress":
    case "wordings.decided":
      return { now: [], soon: [keys.wordings(slug)] };
    case "release.compared":
      return now(keys.releaseChanges(number("release"), number("since")));
    case "webhook.changed":
      return now(keys.webhooks(slug));
    case "notice.added":
      return now(keys.notices(slug), keys.queue(slug));
    default:
      return now();
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

type News = { readonly queryKeys: readonly QueryKey[]; readonly event: ServerEvent | null };

/** Collects what is out of date for a moment, so that a burst of events fetches each list once. */
function invalidator(client: QueryClient): (out: News) => void {
  const due: News[] = [];
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

/** How long to wait with what others did, `since` milliseconds after the last time; by chance, so that pages spread out. */
export function patience(since: number, chance = Math.random()): number {
  return Math.max(QUIET_MS, QUIET_GAP_MS - since) + chance * QUIET_MS;
}

/** What others did: out of date at once for who comes to the page, fetched again in a quiet moment where it is on screen. */
export function quietly(client: QueryClient): {
  readonly hear: (queryKeys: readonly QueryKey[]) => void;
  stop(): void;
} {
  const due = new Map<string, QueryKey>();
  let last = Number.NEGATIVE_INFINITY;
  let timer = 0;
  const send = () => {
    if (document.hidden) return document.addEventListener("visibilitychange", send, { once: true });
    const queryKeys = [...due.values()];
    due.clear();
    last = performance.now();
    timer = 0;
    for (const queryKey of queryKeys) void client.refetchQueries({ queryKey, type: "active", stale: true });
  };
  const stop = () => {
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", send);
  };
  const hear = (queryKeys: readonly QueryKey[]) => {
    for (const queryKey of queryKeys) {
      void client.invalidateQueries({ queryKey, refetchType: "none" });
      due.set(JSON.stringify(queryKey), queryKey);
    }
    if (due.size > 0 && timer === 0) timer = window.setTimeout(send, patience(performance.now() - last));
  };
  return { hear, stop };
}

interface Hearing {
  readonly onEvent: (event: ServerEvent) => void;
  readonly onGap: () => void;
  readonly onGone: () => void;
}

function connect(slug: string, { onEvent, onGap, onGone }: Hearing): () => void {
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
      if (event.topic === "presence") return hearPresence(event.payload);
      const before = lastSeen.get(slug);
      lastSeen.set(slug, event.id);
      if (event.topic === "hello") openLine(socket);
      if (event.topic !== "hello") onEvent(event);
      // The first greeting of a page that connects late: what it read before may be older than the greeting.
      else if (before === undefined) onGap();
    };
    socket.onclose = ({ code, target }) => {
      closeLine(target);
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
  const session = useSession().data;
  const id = session?.person?.id;
  const role = session?.projects.find((one) => one.slug === slug)?.role;
  useEffect(() => {
    if (slug === undefined || id === undefined || role === undefined) return;
    const invalidate = invalidator(client);
    const quiet = quietly(client);
    const onEvent = (event: ServerEvent) => {
      const { now, soon } = affected(slug, event, { id, role });
      invalidate({ queryKeys: now, event });
      quiet.hear(soon);
    };
    const lists = [keys.queue(slug), keys.videos(slug), keys.uploads(slug), keys.notices(slug)];
    const onGap = () => invalidate({ queryKeys: lists, event: null });
    // Whoever was taken out of the project sees so at once: the session names their projects.
    const close = connect(slug, {
      onEvent,
      onGap,
      onGone: () => void client.invalidateQueries({ queryKey: keys.session }),
    });
    return () => {
      close();
      quiet.stop();
    };
  }, [client, slug, id, role]);
}
