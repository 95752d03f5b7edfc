/**
 * Why: files go up three at a time with their progress, and go on while the person looks at another page. What the server
 * makes of them afterwards, and what an earlier visit left half sent, is in its list of uploads.
 */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, take } from "./client";
import { describe } from "./error";
import { keys, uploadsOptions } from "./queries";
import { fingerprintOf, openSender, type Sender } from "./sender";
import type { Upload } from "./types";

/** A file on its way. `sent` of its bytes have left, `kept` are safe at the server; `began` and `from` are for its pace. */
export interface Sending {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly key: string | null;
  readonly bytes: number;
  readonly sent: number;
  readonly kept: number;
  readonly began: number;
  readonly from: number;
  readonly state: "waiting" | "sending" | "silent" | "paused" | "failed" | "arrived";
  readonly text: string | null;
}

const AT_ONCE = 3;
let list: readonly Sending[] = [];
let last = 0;
const senders = new Map<number, Sender>();
const watchers = new Set<() => void>();

const UNDERWAY: readonly Sending["state"][] = ["waiting", "sending", "silent", "paused"];
export const isUnderway = ({ state }: Sending): boolean => UNDERWAY.includes(state);
const runs = ({ state }: Sending): boolean => state === "sending" || state === "silent";

function change(next: readonly Sending[]): void {
  list = next;
  guard(list.some((each) => runs(each) || each.state === "waiting"));
  for (const watcher of watchers) watcher();
}

const update = (id: number, now: Partial<Sending>) =>
  change(list.map((each) => (each.id === id ? { ...each, ...now } : each)));

const found = (id: number): Sending | undefined => list.find((each) => each.id === id);

function forget(id: number): void {
  senders.delete(id);
  change(list.filter((each) => each.id !== id));
}

let guarded = false;
const ask = (event: BeforeUnloadEvent) => event.preventDefault();
const hurry = () => {
  for (const { id } of list.filter(({ state }) => state === "silent")) {
    senders.get(id)?.pause();
    senders.get(id)?.go();
  }
};

/** Before the page is left while files are on their way, the browser asks; when the network is back, nobody waits. */
function guard(wanted: boolean): void {
  if (wanted === guarded) return;
  guarded = wanted;
  const turn = wanted ? window.addEventListener : window.removeEventListener;
  turn("beforeunload", ask);
  turn("online", hurry);
}

function startWaiting(): void {
  const free = AT_ONCE - list.filter(runs).length;
  for (const { id, kept } of list.filter(({ state }) => state === "waiting").slice(0, Math.max(0, free))) {
    update(id, { state: "sending", text: null, began: Date.now(), from: kept });
    senders.get(id)?.go();
  }
}

function senderOf(client: QueryClient, { id, slug, key, kept: offset }: Sending, file: File): Sender {
  return openSender(file, slug, key === null ? null : { key, offset }, {
    onKey: (now) => update(id, { key: now }),
    onProgress: (sent, kept) => update(id, { state: "sending", sent, kept }),
    onSilence: () => update(id, { state: "silent" }),
    onRefused: (error) => {
      update(id, { state: "failed", text: describe(error) });
      startWaiting();
    },
    onArrived: () => {
      update(id, { state: "arrived" });
      senders.delete(id);
      void client.invalidateQueries({ queryKey: keys.uploads(slug) });
      startWaiting();
    },
  });
}

/** What of the actor's files is half there. */
async function halfSent(client: QueryClient, slug: string): Promise<readonly Upload[]> {
  // Sent afresh where the list cannot be had: then the server does not answer, and what follows waits for it.
  const { uploads } = await client.fetchQuery({ ...uploadsOptions(slug), staleTime: 0 }).catch(() => ({ uploads: [] }));
  return uploads.filter(({ state }) => state === "sending");
}

/** Queue files for `slug`; a file that is half there goes on, one that is in the list already stays as it is. */
export async function sendFiles(client: QueryClient, slug: string, person: number, files: readonly File[]) {
  const half = (await halfSent(client, slug)).filter(({ by }) => by?.id === person);
  const before = list.some(isUnderway) ? list : list.filter(({ state }) => state !== "arrived");
  const known = new Set(
    before.filter((each) => each.slug === slug && isUnderway(each)).map((each) => each.fingerprint),
  );
  const added = files.flatMap((file): Sending[] => {
    const fingerprint = fingerprintOf(file);
    if (known.has(fingerprint)) return [];
    known.add(fingerprint);
    const there = half.find((upload) => upload.fingerprint === fingerprint);
    const kept = there?.offset ?? 0;
    last += 1;
    const named = { id: last, slug, name: file.name, fingerprint, key: there?.key ?? null, bytes: file.size };
    const sending: Sending = { ...named, sent: kept, kept, began: 0, from: kept, state: "waiting", text: null };
    senders.set(last, senderOf(client, sending, file));
    return [sending];
  });
  const again = new Set(added.map(({ fingerprint }) => fingerprint));
  change([...before.filter((each) => each.state !== "failed" || !again.has(each.fingerprint)), ...added]);
  startWaiting();
}

/** Hold a file where it stands. */
export function pauseSending(id: number): void {
  senders.get(id)?.pause();
  update(id, { state: "paused", sent: found(id)?.kept ?? 0 });
  startWaiting();
}

/** Let a paused or failed file go on where it stands, as soon as there is room. */
export function goOnSending(id: number): void {
  update(id, { state: "waiting", text: null });
  startWaiting();
}

/** Hold every file of `slug` that is on its way. */
export function pauseAll(slug: string): void {
  const held = list.filter((each) => each.slug === slug && isUnderway(each) && each.state !== "paused");
  const ids = new Set(held.map(({ id }) => id));
  for (const id of ids) senders.get(id)?.pause();
  change(list.map((each) => (ids.has(each.id) ? { ...each, state: "paused", sent: each.kept } : each)));
  startWaiting();
}

/** Let every paused file of `slug` go on. */
export function goOnAll(slug: string): void {
  change(list.map((each) => (each.slug === slug && each.state === "paused" ? { ...each, state: "waiting" } : each)));
  startWaiting();
}

/** Take a file off the list; the server drops what it has of it. */
export function removeSending(client: QueryClient, id: number): void {
  const slug = found(id)?.slug ?? "";
  // Where the server cannot be told, it drops the rest by itself after some days.
  const dropped = senders.get(id)?.drop() ?? Promise.resolve();
  void dropped.catch(() => undefined).then(() => client.invalidateQueries({ queryKey: keys.uploads(slug) }));
  forget(id);
  startWaiting();
}

/** The files of `slug` that are on their way, did not arrive, or have just arrived. */
export function useSending(slug: string): readonly Sending[] {
  const all = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => list,
  );
  return all.filter((each) => each.slug === slug);
}

/** Have the server drop a file that an earlier visit left half sent. */
export function useRemoveHalfSent(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: string) =>
      take(
        api.DELETE("/api/uploads/{upload}", {
          params: { path: { upload: key }, header: { "Tus-Resumable": "1.0.0" } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.uploads(slug) }),
  });
}
