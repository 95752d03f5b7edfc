/**
 * Why: two people in one clip should know of each other before they talk past each other. A page says through the socket
 * which clip it has open, again and again; who else has it open comes back the same way and is kept nowhere.
 */
import { useEffect, useSyncExternalStore } from "react";

export interface Somebody {
  readonly id: number;
  readonly name: string;
}

/** Well within the time for which the server believes a page that said it is there. */
const AGAIN_MS = 20_000;
const NOBODY: readonly Somebody[] = [];
const people = new Map<number, readonly Somebody[]>();
const watchers = new Set<() => void>();
let line: WebSocket | null = null;
let here: number | null = null;

function tell(): void {
  for (const watcher of watchers) watcher();
}

function say(): void {
  if (line?.readyState === WebSocket.OPEN) line.send(JSON.stringify({ here }));
}

/** The socket greets: from now on it carries who is here. */
export function openLine(socket: WebSocket): void {
  line = socket;
  if (here !== null) say();
}

/** The socket is gone, and with it what it said. */
export function closeLine(socket: EventTarget | null): void {
  if (line !== socket) return;
  line = null;
  people.clear();
  tell();
}

/** The people who have a clip open just now. */
export function hearPresence(payload: Readonly<Record<string, unknown>>): void {
  people.set(payload.video as number, payload.people as readonly Somebody[]);
  tell();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Everybody who has a clip open, oneself too; while the calling component is on screen, others hear of oneself. */
export function usePresence(video: number): readonly Somebody[] {
  useEffect(() => {
    here = video;
    say();
    const timer = window.setInterval(say, AGAIN_MS);
    return () => {
      window.clearInterval(timer);
      here = null;
      say();
    };
  }, [video]);
  return useSyncExternalStore(watch, () => people.get(video) ?? NOBODY);
}
