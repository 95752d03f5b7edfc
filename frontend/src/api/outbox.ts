/**
 * Why: nothing that a person drew or wrote may be lost by a dropped line, a closed tab or a second writer. Every edit is a
 * draft: stored on this computer at once, sent when the hand rests and at the latest before two seconds are over, and
 * forgotten only when the server said yes and nothing changed meanwhile. One queue serves captions and keyframes.
 *
 * Four things that a reader could not guess:
 * - The revision a draft is based on is taken from the last answer when that is newer than what the caller knew; without
 *   this the second save of one editor would conflict with the first.
 * - A reply can be lost after the server stored the draft. Every retry therefore carries the id of the draft, and what was
 *   sent is remembered beside it: a conflict with one's own words is no conflict.
 * - A refusal (4xx) is not "offline": sending it again would not help, so it waits for the person. An ended session (401)
 *   is neither: everything waits for the sign-in, which `retry` reports.
 * - A draft that is no longer in the storage was delivered by another tab, or drawn on from there: this tab forgets it.
 *
 * Storage, transport and clock are handed in; saving.ts joins them to IndexedDB and the network.
 */
import type { Draft, DraftBody, DraftRequest, DraftStorage } from "./draft";
import { asSent, holds, newId, revisionOf } from "./draft";
import { ApiError, describe } from "./error";
import { Line, lineAfter, patienceAfter } from "./outboxLine";

/** Send a draft and give the server's answer. Throws `ApiError`. */
export type Transport = (draft: Draft) => Promise<unknown>;

export interface Clock {
  now(): number;
  /** Call `act` after `milliseconds`; the answer cancels it. */
  after(milliseconds: number, act: () => void): () => void;
}

/** Let one sender at a time work, also across tabs. */
export type Turn = <T>(act: () => Promise<T>) => Promise<T>;

/** "signed-out": everything is kept here and goes on as soon as the person has signed in again. */
type SaveStatus = "saved" | "unsaved" | "saving" | "offline" | "signed-out" | "conflict" | "refused";

/** How one document stands; `mine` and `current` are there in a conflict, `text` says why it is refused or offline. */
export interface DocumentState {
  readonly status: SaveStatus;
  readonly text: string | null;
  readonly mine: DraftBody | null;
  readonly current: unknown;
}

/** How all documents of a screen stand together: the most urgent status, and when the last one was saved. */
export interface SaveState {
  readonly status: SaveStatus;
  readonly pending: number;
  readonly savedAt: number | null;
  readonly retryAt: number | null;
  readonly text: string | null;
}

export interface OutboxState {
  readonly documents: ReadonlyMap<string, DocumentState>;
  readonly savedAt: ReadonlyMap<string, number>;
  readonly retryAt: number | null;
}

interface Entry {
  readonly draft: Draft;
  readonly status: Exclude<SaveStatus, "saved">;
  /** When the first change was made that nobody tried to send yet. */
  readonly since: number;
  readonly text: string | null;
  readonly current: unknown;
}

const QUIET_MS = 700;
/** Half a second short of the promised two, for the disk, a late timer and a request under way. */
const LONGEST_WAIT_MS = 1500;
const URGENCY: readonly SaveStatus[] = ["conflict", "refused", "signed-out", "offline", "saving", "unsaved", "saved"];
const WAITING: readonly SaveStatus[] = ["unsaved", "offline", "signed-out"];
const DECIDED_BY_A_PERSON: readonly SaveStatus[] = ["conflict", "refused"];

/** The most urgent of the documents whose key starts with `prefix`. */
export function summarise(state: OutboxState, prefix = ""): SaveState {
  const mine = [...state.documents].filter(([key]) => key.startsWith(prefix)).map(([, document]) => document);
  const saved = [...state.savedAt].filter(([key]) => key.startsWith(prefix)).map(([, at]) => at);
  const status = URGENCY.find((urgent) => mine.some((document) => document.status === urgent)) ?? "saved";
  return {
    status,
    pending: mine.length,
    savedAt: saved.length ? Math.max(...saved) : null,
    retryAt: status === "offline" ? state.retryAt : null,
    text: mine.find((document) => document.status === status)?.text ?? null,
  };
}

/** The queue. Construct it for one person, `open()` it once, then `put` drafts under keys such as `caption:7`. */
export class Outbox {
  private readonly storage: DraftStorage;
  private readonly transport: Transport;
  private readonly clock: Clock;
  private readonly turn: Turn;
  private readonly line = new Line();
  private readonly entries = new Map<string, Entry>();
  /** Drafts of tabs that died, for a document that has one in `entries` already; they follow it. */
  private readonly others: Draft[] = [];
  private readonly revisions = new Map<string, number>();
  private readonly savedAt = new Map<string, number>();
  private readonly watchers = new Set<() => void>();
  private readonly listeners = new Set<(key: string, answer: unknown) => void>();
  private writes: Promise<unknown> = Promise.resolve();
  private round: Promise<void> | null = null;
  private everything = false;
  private closed = false;
  private cancelTimer: () => void = () => undefined;
  private published: OutboxState = { documents: new Map(), savedAt: new Map(), retryAt: null };

  constructor(parts: { storage: DraftStorage; transport: Transport; clock: Clock; turn?: Turn }) {
    this.storage = parts.storage;
    this.transport = parts.transport;
    this.clock = parts.clock;
    this.turn = parts.turn ?? ((act) => act());
  }

  /** Take up what an earlier visit could not send, and send it. */
  async open(): Promise<void> {
    // Each may have been sent, and the answer lost with that visit.
    for (const draft of (await this.storage.all()).map(asSent)) {
      const known = this.entries.get(draft.key);
      if (!known) this.keep(draft, "unsaved");
      else if (known.draft.id !== draft.id) this.others.push(draft);
    }
    this.publish();
    await this.flush();
  }

  /** Stop sending. Drafts stay in the storage for the next visit. */
  close(): void {
    this.closed = true;
    this.cancelTimer();
  }

  /** Keep a draft on this computer at once and send it soon. Resolves when it is stored here, not when it is sent. */
  put(key: string, request: DraftRequest): Promise<void> {
    const old = this.entries.get(key);
    const seen = Math.max(request.body.seen_revision, this.revisions.get(key) ?? 0);
    const body = { ...request.body, seen_revision: seen };
    const draft: Draft = { ...request, body, key, id: newId(), sent: old?.draft.sent ?? [] };
    const stored = this.write(this.storage.put(draft, old?.draft.id));
    if (old?.status === "conflict") this.keep(draft, "conflict", old.text, old.current);
    else if (this.line.state === "up") this.keep(draft, "unsaved");
    else this.keep(draft, this.line.state === "down" ? "offline" : "signed-out", old?.text ?? null);
    this.publish();
    this.plan();
    return stored;
  }

  /** What waits under `key`, so that an editor that opens goes on where the person stopped. */
  draft(key: string): Draft | undefined {
    return this.entries.get(key)?.draft;
  }

  /** The revision that the next draft under `key` must have seen, as far as this outbox knows. */
  revision(key: string): number | undefined {
    return this.revisions.get(key);
  }

  /** Resolve a conflict by storing one's own version over the newer one, which stays in the history. */
  async keepMine(key: string): Promise<void> {
    const entry = this.entries.get(key);
    if (entry?.status !== "conflict") return;
    const seen_revision = revisionOf(entry.current) ?? entry.draft.body.seen_revision;
    const draft = { ...entry.draft, id: newId(), body: { ...entry.draft.body, seen_revision }, sent: [] };
    this.keep(draft, "unsaved");
    this.publish();
    await this.write(this.storage.put(draft, entry.draft.id));
    await this.flush();
  }

  /** Resolve a conflict by dropping one's own version. Gives what the server holds. */
  async takeTheirs(key: string): Promise<unknown> {
    const entry = this.entries.get(key);
    if (entry?.status !== "conflict") return undefined;
    await this.drop(entry, entry.current);
    return entry.current;
  }

  /** Give up a draft that the server refused. */
  async discard(key: string): Promise<void> {
    const entry = this.entries.get(key);
    if (entry) await this.drop(entry, undefined);
  }

  /** Send now what can be sent: on `online`, before a submission, when the page is hidden. */
  flush(): Promise<void> {
    // Whoever asks while a round is going on waits for its end: a submission must not overtake the drafts.
    this.everything = true;
    return this.start();
  }

  /** Try again what was refused and what waits for a sign-in: the person has signed in again. */
  async retry(): Promise<void> {
    if (this.line.state === "signed-out") this.line.isUp();
    for (const [key, entry] of this.entries) {
      const again = entry.status === "refused" || entry.status === "signed-out";
      if (again) this.entries.set(key, { ...entry, status: "unsaved", text: null });
    }
    this.publish();
    await this.flush();
  }

  /** Whether something waits here that the server does not have. */
  get pending(): boolean {
    return this.entries.size > 0;
  }

  readonly state = (): OutboxState => this.published;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Hear of every version that the server now holds: after a save, and after `takeTheirs`. */
  onSaved(listener: (key: string, answer: unknown) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private start(): Promise<void> {
    this.round ??= this.sendDue();
    return this.round;
  }

  /** One round: what waited when it began. Newer changes of a hand that never rests wait for the next, but a flush takes all. */
  private async sendDue(): Promise<void> {
    await this.writes;
    this.cancelTimer();
    const begun = this.clock.now();
    let going = true;
    while (going && !this.closed) {
      const key = this.nextToSend(begun);
      if (key === undefined) break;
      going = await this.turn(() => this.deliver(key));
    }
    if (going) this.line.isUp(); // as far as anybody knows: nothing waits that could say otherwise
    this.round = null;
    this.everything = false;
    this.plan();
  }

  private nextToSend(begun: number): string | undefined {
    for (const [key, { status, since }] of this.entries) {
      if (WAITING.includes(status) && (this.everything || since <= begun)) return key;
    }
    return undefined;
  }

  private plan(): void {
    if (this.closed || this.round || this.line.state !== "up") return;
    const waiting = [...this.entries.values()].filter(({ status }) => WAITING.includes(status));
    if (waiting.length === 0) return;
    const latest = Math.min(...waiting.map(({ since }) => since)) + LONGEST_WAIT_MS;
    this.wake(Math.max(0, Math.min(QUIET_MS, latest - this.clock.now())));
  }

  private wake(wait: number): void {
    this.cancelTimer();
    this.cancelTimer = this.clock.after(wait, () => void this.start());
  }

  /** Send one draft. Gives false when the line is down, so that the rest waits too. */
  private async deliver(key: string): Promise<boolean> {
    await this.writes;
    const entry = this.entries.get(key);
    if (!entry || !WAITING.includes(entry.status)) return true;
    const there = await this.storage.has(entry.draft.id);
    if (this.entries.get(key) !== entry) return true;
    if (!there) {
      this.forget(key);
      this.publish();
      return true;
    }
    const underway: Entry = { ...entry, status: "saving", draft: asSent(entry.draft) };
    this.entries.set(key, underway);
    this.publish();
    try {
      const answer = await this.transport(underway.draft);
      this.line.isUp();
      await this.accept(key, underway, answer);
      return true;
    } catch (error) {
      return this.fail(key, underway, error);
    }
  }

  private async accept(key: string, underway: Entry, answer: unknown): Promise<void> {
    const revision = revisionOf(answer);
    if (revision !== null) this.revisions.set(key, revision);
    this.savedAt.set(key, this.clock.now());
    const latest = this.entries.get(key);
    if (latest && latest !== underway) {
      this.rebase(latest, revision);
    } else {
      this.forget(key);
      await this.write(this.storage.delete(underway.draft.id));
    }
    this.publish();
    for (const listener of this.listeners) listener(key, answer);
  }

  /**
   * Base a newer draft on what was stored meanwhile. The storage need not hear of it: what is kept there names the draft that was
   * sent, so that a visit which finds it takes the server's refusal for the answer that got lost.
   */
  private rebase({ draft, since }: Entry, revision: number | null): void {
    const seen_revision = Math.max(revision ?? 0, draft.body.seen_revision);
    const next = { ...draft, body: { ...draft.body, seen_revision }, sent: [] };
    this.entries.set(draft.key, { draft: next, status: "unsaved", since, text: null, current: undefined });
  }

  private async fail(key: string, underway: Entry, error: unknown): Promise<boolean> {
    const line = lineAfter(error);
    if (line) {
      this.lineBroke(key, line, error);
      return false;
    }
    this.line.isUp();
    const latest = this.entries.get(key);
    if (!latest) return true;
    const current = error instanceof ApiError && error.code === "stale_revision" ? error.fields.current : undefined;
    if (current === undefined) {
      this.keep({ ...latest.draft, sent: [] }, latest === underway ? "refused" : "unsaved", describe(error));
    } else if (underway.draft.sent.some((request) => holds(request, current))) {
      if (latest === underway && holds(underway.draft, current)) {
        await this.accept(key, underway, current);
        return true;
      }
      const revision = revisionOf(current);
      if (revision !== null) this.revisions.set(key, revision);
      this.rebase(latest, revision);
    } else {
      this.keep(latest.draft, "conflict", describe(error), current);
    }
    this.publish();
    return true;
  }

  private lineBroke(key: string, line: "down" | "signed-out", error: unknown): void {
    const text = describe(error);
    const failed = this.entries.get(key);
    this.entries.delete(key);
    if (failed) this.entries.set(key, failed); // behind the others, so that one that the server chokes on holds up none
    for (const [other, entry] of this.entries) {
      if (DECIDED_BY_A_PERSON.includes(entry.status)) continue;
      this.entries.set(other, { ...entry, status: line === "down" ? "offline" : line, text });
    }
    if (line === "down") this.wake(this.line.isDown(this.clock.now(), patienceAfter(error)));
    else this.line.isSignedOut();
    this.publish();
  }

  private keep(draft: Draft, status: Entry["status"], text: string | null = null, current?: unknown): void {
    const old = this.entries.get(draft.key);
    const since = old && WAITING.includes(old.status) ? old.since : this.clock.now();
    this.entries.set(draft.key, { draft, status, since, text, current });
  }

  private forget(key: string): void {
    this.entries.delete(key);
    const at = this.others.findIndex((draft) => draft.key === key);
    const [next] = at < 0 ? [] : this.others.splice(at, 1);
    if (next) this.keep(next, "unsaved");
  }

  private async drop({ draft }: Entry, current: unknown): Promise<void> {
    this.forget(draft.key);
    const revision = revisionOf(current);
    if (revision !== null) this.revisions.set(draft.key, revision);
    this.publish();
    await this.write(this.storage.delete(draft.id));
    if (current !== undefined) for (const listener of this.listeners) listener(draft.key, current);
    this.plan();
  }

  /** Remember a write that is under way: nothing is sent before it is on this computer. */
  private async write(act: Promise<void>): Promise<void> {
    this.writes = Promise.all([this.writes, act]);
    await act;
  }

  private publish(): void {
    const documents = new Map<string, DocumentState>();
    for (const [key, { draft, status, text, current }] of this.entries) {
      documents.set(key, { status, text, mine: status === "conflict" ? draft.body : null, current });
    }
    this.published = { documents, savedAt: new Map(this.savedAt), retryAt: this.line.retryAt };
    for (const watcher of this.watchers) watcher();
  }
}
