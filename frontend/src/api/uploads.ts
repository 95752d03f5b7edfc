/**
 * Why: files go up two at a time with their progress, and go on while the person looks at another page. What the server makes
 * of them afterwards is in the list of uploads, not here.
 */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { sendFile } from "./client";
import { ApiError, describe } from "./error";
import { keys } from "./queries";

/** A file on its way, or one that did not arrive and why. */
export interface Sending {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly bytes: number;
  readonly share: number;
  readonly state: "waiting" | "sending" | "failed";
  readonly text: string | null;
}

interface Job {
  readonly file: File;
  readonly client: QueryClient;
  readonly abort: AbortController;
}

const AT_ONCE = 2;
let list: readonly Sending[] = [];
let last = 0;
const jobs = new Map<number, Job>();
const watchers = new Set<() => void>();

function change(next: readonly Sending[]): void {
  list = next;
  for (const watcher of watchers) watcher();
}

const update = (id: number, now: Partial<Sending>) =>
  change(list.map((each) => (each.id === id ? { ...each, ...now } : each)));

function remove(id: number): void {
  jobs.delete(id);
  change(list.filter((each) => each.id !== id));
}

async function sendOne(sending: Sending, job: Job): Promise<void> {
  const form = new FormData();
  form.append("source", "Upload");
  form.append("file", job.file, sending.name);
  update(sending.id, { state: "sending", share: 0, text: null });
  try {
    const url = `/api/projects/${encodeURIComponent(sending.slug)}/uploads`;
    await sendFile(url, form, (share) => update(sending.id, { share }), job.abort.signal);
    remove(sending.id);
    await job.client.invalidateQueries({ queryKey: keys.uploads(sending.slug) });
  } catch (error) {
    if (error instanceof ApiError && error.code === "cancelled") remove(sending.id);
    else update(sending.id, { state: "failed", text: describe(error) });
  }
  startWaiting();
}

function startWaiting(): void {
  const free = AT_ONCE - list.filter(({ state }) => state === "sending").length;
  for (const sending of list.filter(({ state }) => state === "waiting").slice(0, Math.max(0, free))) {
    const job = jobs.get(sending.id);
    if (job) void sendOne(sending, job);
  }
}

/** Queue files for `slug`; the first start at once. */
export function sendFiles(client: QueryClient, slug: string, files: readonly File[]): void {
  const added = files.map((file): Sending => {
    last += 1;
    jobs.set(last, { file, client, abort: new AbortController() });
    return { id: last, slug, name: file.name, bytes: file.size, share: 0, state: "waiting", text: null };
  });
  change([...list, ...added]);
  startWaiting();
}

/** Stop a file on its way, or take a failed one off the list. */
export function cancelSending(id: number): void {
  const sending = list.find((each) => each.id === id);
  if (sending?.state === "sending") jobs.get(id)?.abort.abort();
  else remove(id);
}

/** Send a failed file once more. */
export function sendAgain(id: number): void {
  update(id, { state: "waiting", text: null });
  startWaiting();
}

/** The files of `slug` that are on their way or did not arrive. */
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
