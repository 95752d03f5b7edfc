/**
 * Why: joins the outbox to this browser (IndexedDB, network, tabs, `online`) and to React. There is one outbox a signed-in
 * person; screens put drafts into it and read how they stand.
 */
import { useMemo, useSyncExternalStore } from "react";
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
  const patience = AbortSignal.timeout(PATIENCE_MS);
  if (method === "PUT") return send(url, method, { ...body, request_id: id }, patience);
  return send(`${url}?seen_revision=${body.seen_revision}&request_id=${id}`, method, undefined, patience);
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
  if (!open) throw new Error("The outbox is opened by the signed-in shell; no screen is shown before.");
  return open.outbox;
}

function useOutboxState(): OutboxState {
  const box = outbox();
  return useSyncExternalStore(box.subscribe, box.state);
}

/** How everything whose key starts with `prefix` stands; all of it without one. */
export function useSaveState(prefix = ""): SaveState {
  const state = useOutboxState();
  return useMemo(() => summarise(state, prefix), [state, prefix]);
}

/** Conflicts and refusals that the person must decide, with their keys. */
export function useUndecided(prefix = ""): readonly (DocumentState & { readonly key: string })[] {
  const state = useOutboxState();
  return useMemo(
    () =>
      [...state.documents]
        .filter(([key, { status }]) => key.startsWith(prefix) && (status === "conflict" || status === "refused"))
        .map(([key, document]) => ({ ...document, key })),
    [state, prefix],
  );
}
