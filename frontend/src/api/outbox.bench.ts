/** What the outbox's tests stand on: a clock, a memory and a server that do only what a test says. */
import type { Draft, DraftRequest, DraftStorage } from "./draft";
import { ApiError } from "./error";
import { Outbox, summarise } from "./outbox";

export const URL = "/api/videos/1/captions/en";
export const text = (words: string, seen_revision: number): DraftRequest => ({
  url: URL,
  method: "PUT",
  body: { text: words, seen_revision },
});
export const offline = () => new ApiError(0, "offline", "No answer.");

/** A clock that moves only when told to. */
export class TestClock {
  private time = 0;
  private timers: { at: number; act: () => void }[] = [];
  now = () => this.time;
  after = (milliseconds: number, act: () => void) => {
    const timer = { at: this.time + milliseconds, act };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settle();
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = next.at;
      next.act();
    }
    this.time = end;
    await settle();
  }
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}

export function memory() {
  const drafts = new Map<string, Draft>();
  const storage: DraftStorage = {
    all: async () => [...drafts.values()],
    has: async (id) => drafts.has(id),
    put: async (draft, instead) => {
      if (instead !== undefined) drafts.delete(instead);
      drafts.set(draft.id, structuredClone(draft));
    },
    delete: async (id) => void drafts.delete(id),
  };
  return { ...storage, drafts, under: (key: string) => [...drafts.values()].filter((draft) => draft.key === key) };
}

/** The server's rule for one document: a draft must have seen the newest revision. */
export class Server {
  revision = 0;
  text = "";
  history: string[] = [];
  requests: Draft[] = [];
  before: ((request: DraftRequest) => void) | null = null;
  after: ((request: DraftRequest) => void) | null = null;

  write(words: string): void {
    this.text = words;
    this.revision += 1;
    this.history.push(words);
  }
  get current() {
    return { text: this.text, revision: this.revision };
  }
  answer = async (request: Draft): Promise<unknown> => {
    this.requests.push(structuredClone(request));
    this.before?.(request);
    if (request.body.seen_revision !== this.revision) {
      throw new ApiError(409, "stale_revision", "Somebody saved a newer version.", { current: this.current });
    }
    this.write(String(request.body.text));
    const answer = this.current;
    this.after?.(request);
    return answer;
  };
}

export function bench() {
  const clock = new TestClock();
  const storage = memory();
  const server = new Server();
  const outbox = new Outbox({ storage, clock, transport: server.answer });
  const status = () => summarise(outbox.state(), "caption:").status;
  return { clock, storage, server, outbox, status };
}
