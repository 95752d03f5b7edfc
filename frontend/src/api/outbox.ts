/**
 * Why: nothing that a person drew or wrote may be lost by a dropped line, a closed tab or a second writer. Every edit is a
 * draft: stored on this computer at once, sent when the hand rests, and forgotten only when the server said yes and nothing
 * changed meanwhile. One queue serves captions and keyframes.
 *
 * Three things that a reader could not guess:
 * - The revision a draft is based on is taken from the last answer when that is newer than what the caller knew; without
 *   this the second save of one editor would conflict with the first.
 * - A reply can be lost after the server stored the draft. What was sent is therefore remembered beside the draft: a
 *   conflict with one's own words is no conflict.
 * - A refusal (4xx) is not "offline": sending it again would not help, so it waits for the person.
 *
 * Storage, transport and clock are handed in; saving.ts joins them to IndexedDB and the network.
 */
import { type Draft, type DraftBody, type DraftRequest, type DraftStorage, equal, holds, revisionOf } from "./draft";
import { ApiError, describe } from "./error";

/** Send a draft and give the server's answer. Throws `ApiError`. */
export type Transport = (draft: DraftRequest) => Promise<unknown>;

export interface Clock {
  now(): number;
  /** Call `act` after `milliseconds`; the answer cancels it. */
  after(milliseconds: number, act: () => void): () => void;
}

/** Let one sender at a time work, also across tabs. */
export type Turn = <T>(act: () => Promise<T>) => Promise<T>;

export type SaveStatus = "saved" | "unsaved" | "saving" | "offline" | "conflict" | "refused";

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
  readonly text: string | null;
  readonly current: unknown;
}

const QUIET_MS = 700;
const LONGEST_WAIT_MS = 2000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
const URGENCY: readonly SaveStatus[] = ["conflict", "refused", "offline", "saving", "unsaved", "saved"];

const willPass = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500 || [408, 425, 429].includes(error.status);

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
  private readonly entries = new Map<string, Entry>();
  private readonly revisions = new Map<string, number>();
  private readonly savedAt = new Map<string, number>();
  private readonly watchers = new Set<() => void>();
  private readonly listeners = new Set<(key: string, answer: unknown) => void>();
  private writes: Promise<void> = Promise.resolve();
  private sending = false;
  private round: Promise<void> | null = null;
  private closed = false;
  private firstUnsent: number | null = null;
  private failures = 0;
  private retryAt: number | null = null;
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
    for (const draft of await this.storage.all()) {
      if (!this.entries.has(draft.key)) this.keep(draft, "unsaved");
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
    const draft: Draft = { ...request, body, key, sent: old?.draft.sent ?? [] };
    if (old?.status === "conflict") this.keep(draft, "conflict", old.text, old.current);
    else
      this.keep(
        draft,
        this.retryAt === null ? "unsaved" : "offline",
        this.retryAt === null ? null : (old?.text ?? null),
      );
    this.publish();
    this.plan();
    return this.write(() => this.storage.put(draft));
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
    const draft = { ...entry.draft, body: { ...entry.draft.body, seen_revision }, sent: [] };
    this.keep(draft, "unsaved");
    this.publish();
    await this.write(() => this.storage.put(draft));
    await this.flush();
  }

  /** Resolve a conflict by dropping one's own version. Gives what the server holds. */
  async takeTheirs(key: string): Promise<unknown> {
    const entry = this.entries.get(key);
    if (entry?.status !== "conflict") return undefined;
    await this.drop(key, entry.current);
    return entry.current;
  }

  /** Give up a draft that the server refused. */
  async discard(key: string): Promise<void> {
    await this.drop(key, undefined);
  }

  /** Send now what can be sent: on `online`, before a submission, when the page is hidden. */
  flush(): Promise<void> {
    // Whoever asks while a round is going on waits for its end: a submission must not overtake the drafts.
    this.round ??= this.sendAll().finally(() => {
      this.round = null;
    });
    return this.round;
  }

  private async sendAll(): Promise<void> {
    if (this.closed) return;
    this.cancelTimer();
    this.firstUnsent = null;
    this.sending = true;
    try {
      for (let next = this.nextToSend(); next !== undefined && !this.closed; next = this.nextToSend()) {
        const key = next;
        const goOn = await this.turn(() => this.deliver(key));
        if (!goOn) break;
      }
    } finally {
      this.sending = false;
    }
    if (this.retryAt === null && this.nextToSend() !== undefined) this.plan();
  }

  /** Try again what was refused, for instance after the person has signed in again. */
  async retry(): Promise<void> {
    for (const [key, entry] of this.entries) {
      if (entry.status === "refused") this.entries.set(key, { ...entry, status: "unsaved", text: null });
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

  private nextToSend(): string | undefined {
    for (const [key, entry] of this.entries) if (entry.status === "unsaved" || entry.status === "offline") return key;
    return undefined;
  }

  private plan(): void {
    if (this.closed || this.sending || this.retryAt !== null) return;
    const now = this.clock.now();
    this.firstUnsent ??= now;
    const wait = Math.max(0, Math.min(QUIET_MS, this.firstUnsent + LONGEST_WAIT_MS - now));
    this.cancelTimer();
    this.cancelTimer = this.clock.after(wait, () => void this.flush());
  }

  /** Send one draft. Gives false when the line is down, so that the rest waits too. */
  private async deliver(key: string): Promise<boolean> {
    await this.writes;
    const entry = this.entries.get(key);
    if (!entry || entry.status === "conflict" || entry.status === "refused") return true;
    if (!(await this.storage.get(key))) {
      // Another tab of this person delivered it while this one waited for its turn.
      if (this.entries.get(key) === entry) this.forget(key);
      this.publish();
      return true;
    }
    const { url, method, body } = entry.draft;
    const sent = [...entry.draft.sent.filter((request) => !equal(request.body, body)), { url, method, body }];
    const underway: Entry = { ...entry, status: "saving", draft: { ...entry.draft, sent } };
    if (this.entries.get(key) !== entry) return true;
    this.entries.set(key, underway);
    this.publish();
    await this.write(() => this.storage.put(underway.draft));
    try {
      const answer = await this.transport(underway.draft);
      this.lineIsUp();
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
      await this.rebase(key, latest, revision);
    } else {
      this.forget(key);
      await this.write(() => (this.entries.has(key) ? Promise.resolve() : this.storage.delete(key)));
    }
    this.publish();
    for (const listener of this.listeners) listener(key, answer);
  }

  private async rebase(key: string, entry: Entry, revision: number | null): Promise<void> {
    const seen_revision = Math.max(revision ?? 0, entry.draft.body.seen_revision);
    const draft = { ...entry.draft, body: { ...entry.draft.body, seen_revision }, sent: [] };
    this.keep(draft, "unsaved");
    await this.write(() => this.storage.put(this.entries.get(key)?.draft ?? draft));
  }

  private async fail(key: string, underway: Entry, error: unknown): Promise<boolean> {
    const latest = this.entries.get(key);
    if (!latest) return true;
    if (willPass(error)) {
      this.lineIsDown(describe(error));
      return false;
    }
    this.lineIsUp();
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
      await this.rebase(key, latest, revision);
    } else {
      this.keep(latest.draft, "conflict", describe(error), current);
    }
    this.publish();
    return true;
  }

  private lineIsUp(): void {
    this.failures = 0;
    this.retryAt = null;
  }

  private lineIsDown(text: string): void {
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LONGEST_RETRY_MS);
    this.failures += 1;
    this.retryAt = this.clock.now() + wait;
    for (const [key, entry] of this.entries) {
      if (entry.status !== "conflict" && entry.status !== "refused") {
        this.entries.set(key, { ...entry, status: "offline", text });
      }
    }
    this.publish();
    this.cancelTimer = this.clock.after(wait, () => {
      this.retryAt = null;
      void this.flush();
    });
  }

  private keep(draft: Draft, status: Entry["status"], text: string | null = null, current?: unknown): void {
    this.entries.set(draft.key, { draft, status, text, current });
  }

  private forget(key: string): void {
    this.entries.delete(key);
  }

  private async drop(key: string, current: unknown): Promise<void> {
    this.forget(key);
    const revision = revisionOf(current);
    if (revision !== null) this.revisions.set(key, revision);
    this.publish();
    await this.write(() => (this.entries.has(key) ? Promise.resolve() : this.storage.delete(key)));
    if (current !== undefined) for (const listener of this.listeners) listener(key, current);
  }

  /** Writes keep their order, so that an older version never lands on a newer one. */
  private write(act: () => Promise<void>): Promise<void> {
    this.writes = this.writes.then(act);
    return this.writes;
  }

  private publish(): void {
    const documents = new Map<string, DocumentState>();
    for (const [key, { draft, status, text, current }] of this.entries) {
      documents.set(key, { status, text, mine: status === "conflict" ? draft.body : null, current });
    }
    this.published = { documents, savedAt: new Map(this.savedAt), retryAt: this.retryAt };
    for (const watcher of this.watchers) watcher();
  }
}
