/**
 * Why: joins the outbox to this browser (IndexedDB, network, tabs, `online`) and to React. There is one outbox a signed-in
 * person; screens put drafts into it and read how they stand.
 */
import { t } from "@lingui/core/macro";
import { useCallback, useRef, useSyncExternalStore } from "react";
import { send } from "./client";
import { openDrafts } from "./draftStorage";
import {
  type DocumentState,
  Outbox,
  type OutboxState,
  type SaveState,
  summarise,
  type Transport,
  type Turn,
} from "./outbox";
import type { CaptionField } from "./types";

/** Key of the draft of one of a video's texts, the raw caption if none is named. */
export const captionKey = (video: number, field: CaptionField = "en"): string => `caption:${video}:${field}`;
/** Where that draft is sent. */
export const captionUrl = (video: number, field: CaptionField = "en"): string =>
  `/api/videos/${video}/captions/${field}`;
/** Key of the order in which a video's objects lie over each other. */
export const orderKey = (video: number): string => `order:${video}`;
/** Prefix of all keyframe drafts of a video, for `useSaveState`. */
export const keyframesPrefix = (video: number): string => `keyframe:${video}:`;
/** Key of one keyframe's draft. */
export const keyframeKey = (video: number, track: number, frame: number): string =>
  `${keyframesPrefix(video)}${track}:${frame}`;

/** A request without an answer for this long is given up and tried again; its id keeps it from being stored twice. */
const PATIENCE_MS = 15_000;

const transport: Transport = ({ id, url, method, body }) => {
  if (method === "PUT") return send(url, method, { ...body, request_id: id }, PATIENCE_MS);
  return send(`${url}?seen_revision=${body.seen_revision}&request_id=${id}`, method, undefined, PATIENCE_MS);
};

/** Web Locks exist on secure origins only; elsewhere two tabs may both send, which the server's revisions survive. */
const turn: Turn = (act) =>
  "locks" in navigator ? (navigator.locks.request("tether-outbox", act) as ReturnType<typeof act>) : act();

const clock = {
  now: () => Date.now(),
  after: (milliseconds: number, act: () => void) => {
    const timer = window.setTimeout(act, milliseconds);
    return () => window.clearTimeout(timer);
  },
};

let open: { person: number; outbox: Outbox; stop: () => void } | null = null;

/** Start the outbox of `person` (the same one again if it is open already) and send what an earlier visit left. */
export function openOutbox(person: number): Outbox {
  if (open?.person === person) return open.outbox;
  open?.stop();
  const storage = openDrafts(person);
  const outbox = new Outbox({ storage, transport, clock, turn });
  const send = () => void outbox.flush();
  const ask = (event: BeforeUnloadEvent) => outbox.pending && !storage.durable() && event.preventDefault();
  window.addEventListener("online", send);
  // Before the page is hidden, and when it is back: the person may have signed in again in another tab.
  document.addEventListener("visibilitychange", send);
  window.addEventListener("beforeunload", ask);
  open = {
    person,
    outbox,
    stop: () => {
      outbox.close();
      window.removeEventListener("online", send);
      document.removeEventListener("visibilitychange", send);
      window.removeEventListener("beforeunload", ask);
    },
  };
  void outbox.open();
  return outbox;
}

/** Stop the outbox at sign-out; what is unsent waits on this computer for the same person. */
export function closeOutbox(): void {
  open?.stop();
  open = null;
}

/**
 * The outbox of the signed-in person.
 *
 * @throws Error before anyone signed in, which the shell prevents.
 */
export function outbox(): Outbox {
  if (!open) throw new Error(t`The outbox is opened by the signed-in shell; no screen is shown before.`);
  return open.outbox;
}

/**
 * What `pick` makes of the outbox now; the value of before where it is equal, so that nothing is drawn again for it. Where what it
 * makes depends on the time since the last save, it is asked once more when nothing has happened for `later` milliseconds.
 */
function usePicked<T>(pick: (state: OutboxState) => T, equal: (one: T, other: T) => boolean, later?: number): T {
  const box = outbox();
  const kept = useRef<{ value: T } | null>(null);
  const subscribe = useCallback(
    (act: () => void) => (later === undefined ? box.subscribe(act) : subscribeTwice(box, act, later)),
    [box, later],
  );
  return useSyncExternalStore(subscribe, () => {
    const value = pick(box.state());
    if (!kept.current || !equal(kept.current.value, value)) kept.current = { value };
    return kept.current.value;
  });
}

function subscribeTwice(box: Outbox, act: () => void, later: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = box.subscribe(() => {
    act();
    clearTimeout(timer);
    timer = setTimeout(act, later);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** How everything whose key starts with `prefix` stands; all of it without one. */
export function useSaveState(prefix = ""): SaveState {
  return usePicked((state) => summarise(state, prefix), sameSave);
}

/** Milliseconds without a change after which a badge believes that the hand rests: a quick server answers between two letters. */
const STEADY_MS = 600;

/**
 * The same for a badge under which a hand types on: what is on its way says so once, before it is sent, while it is, where more was
 * typed meanwhile, and where more may be typed at once.
 */
export function useSaveBadge(prefix: string): SaveState {
  return usePicked((state) => onItsWay(summarise(state, prefix), Date.now()), sameSave, STEADY_MS + 10); // a timer may be early by a little
}

function onItsWay(state: SaveState, now: number): SaveState {
  const { status, savedAt, pending } = state;
  const justSaved = status === "saved" && savedAt !== null && now - savedAt < STEADY_MS;
  const going = justSaved || status === "unsaved" || status === "saving";
  return going ? { ...state, status: "saving", pending: Math.max(1, pending), savedAt: null, retryAt: null } : state;
}

/**
 * A fact about how everything whose key starts with `prefix` stands. Unlike `useSaveState`, it draws a screen again only when the
 * fact changes, and not for every letter that is on its way.
 */
export function useSaveFact<T extends string | boolean | undefined>(prefix: string, fact: (state: SaveState) => T): T {
  return usePicked((state) => fact(summarise(state, prefix)), Object.is);
}

/** Conflicts and refusals that the person must decide, with their keys. */
export function useUndecided(prefix = ""): Undecided {
  return usePicked((state) => undecided(state, prefix), sameDecisions);
}

type Undecided = readonly (DocumentState & { readonly key: string })[];

function undecided({ documents }: OutboxState, prefix: string): Undecided {
  return [...documents]
    .filter(([key, { status }]) => key.startsWith(prefix) && (status === "conflict" || status === "refused"))
    .map(([key, document]) => ({ ...document, key }));
}

function sameSave(one: SaveState, other: SaveState): boolean {
  return (
    one.status === other.status &&
    one.pending === other.pending &&
    one.savedAt === other.savedAt &&
    one.retryAt === other.retryAt &&
    one.text === other.text
  );
}

function sameDecisions(one: Undecided, other: Undecided): boolean {
  return (
    one.length === other.length &&
    one.every((document, at) => {
      const twin = other[at];
      return (
        twin !== undefined &&
        document.key === twin.key &&
        document.status === twin.status &&
        document.text === twin.text &&
        document.mine === twin.mine &&
        document.current === twin.current
      );
    })
  );
}
