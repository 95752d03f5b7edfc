/** Why: the promise "nothing is lost" is only as good as the ways of losing things that were tried here. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Draft, DraftRequest, DraftStorage } from "./draft";
import { ApiError } from "./error";
import { Outbox, summarise } from "./outbox";

const URL = "/api/videos/1/caption";
const text = (words: string, seen_revision: number): DraftRequest => ({
  url: URL,
  method: "PUT",
  body: { text: words, seen_revision },
});
const offline = () => new ApiError(0, "offline", "No answer.");

/** A clock that moves only when told to. */
class TestClock {
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

async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}

function memory(): DraftStorage & { readonly drafts: Map<string, Draft> } {
  const drafts = new Map<string, Draft>();
  return {
    drafts,
    all: async () => [...drafts.values()],
    get: async (key) => drafts.get(key),
    put: async (draft) => void drafts.set(draft.key, structuredClone(draft)),
    delete: async (key) => void drafts.delete(key),
  };
}

/** The server's rule for one document: a draft must have seen the newest revision. */
class Server {
  revision = 0;
  text = "";
  history: string[] = [];
  requests: DraftRequest[] = [];
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
  answer = async (request: DraftRequest): Promise<unknown> => {
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

function bench() {
  const clock = new TestClock();
  const storage = memory();
  const server = new Server();
  const outbox = new Outbox({ storage, clock, transport: server.answer });
  const status = () => summarise(outbox.state(), "caption:").status;
  return { clock, storage, server, outbox, status };
}

describe("the outbox", () => {
  it("keeps a draft on this computer before anything is sent, and says unsaved until the server answered", async () => {
    const { clock, storage, server, outbox, status } = bench();

    await outbox.put("caption:1", text("A dog", 0));

    expect(storage.drafts.get("caption:1")?.body.text).toBe("A dog");
    expect(server.requests).toEqual([]);
    expect(status()).toBe("unsaved");
    await clock.pass(2000);
    expect(status()).toBe("saved");
    expect(storage.drafts.size).toBe(0);
  });

  it("sends the last of many quick edits once, and within two seconds of the first while the hand never rests", async () => {
    const { clock, server, outbox } = bench();

    for (let n = 1; n <= 10; n += 1) {
      await outbox.put("caption:1", text(`A dog ${n}`, 0));
      await clock.pass(300);
    }

    expect(server.requests.length).toBe(1);
    await clock.pass(1000);
    expect(server.text).toBe("A dog 10");
    expect(server.requests.length).toBe(2);
  });

  it("lets whoever flushes wait for the round that is going on, so that a submission overtakes no draft", async () => {
    let answer: (value: unknown) => void = () => undefined;
    const line = new Promise<unknown>((resolve) => {
      answer = resolve;
    });
    const outbox = new Outbox({ storage: memory(), clock: new TestClock(), transport: () => line });
    await outbox.put("caption:1", text("A dog", 0));
    void outbox.flush();
    let submitted = false;

    const waiting = outbox.flush().then(() => {
      submitted = true;
    });
    await settle();
    expect(submitted).toBe(false);
    answer({ revision: 1 });
    await waiting;

    expect(outbox.pending).toBe(false);
  });

  it("bases the second save on the revision that the first one made, though the caller does not know it", async () => {
    const { clock, server, outbox, status } = bench();
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(1000);

    await outbox.put("caption:1", text("A dog barks", 0));
    await clock.pass(1000);

    expect(server.history).toEqual(["A dog", "A dog barks"]);
    expect(status()).toBe("saved");
  });

  it("sends an edit that was made while the one before it was under way on top of that one", async () => {
    const { clock, storage, server, outbox, status } = bench();
    server.after = () => {
      server.after = null;
      void outbox.put("caption:1", text("A dog barks", 0));
    };

    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(3000);

    expect(server.history).toEqual(["A dog", "A dog barks"]);
    expect(status()).toBe("saved");
    expect(storage.drafts.size).toBe(0);
  });

  it("says offline, keeps the draft and sends it when the line is back, waiting longer each time", async () => {
    const { clock, storage, server, outbox, status } = bench();
    server.before = () => {
      throw offline();
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(60_000);
    expect(status()).toBe("offline");
    expect(storage.drafts.size).toBe(1);
    expect(server.requests.length).toBeLessThan(9);

    server.before = null;
    await clock.pass(30_000);

    expect(server.text).toBe("A dog");
    expect(status()).toBe("saved");
  });

  it("sends on a later visit what an earlier one could not, based on what that one saw", async () => {
    const { clock, storage, server, outbox } = bench();
    server.before = () => {
      throw offline();
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(1000);
    outbox.close();
    server.before = null;

    const later = new Outbox({ storage, clock, transport: server.answer });
    await later.open();
    await clock.pass(1000);

    expect(server.text).toBe("A dog");
    expect(storage.drafts.size).toBe(0);
  });

  it("gives an editor that opens again the words that were not sent", async () => {
    const { clock, storage, server } = bench();
    await storage.put({ ...text("Unsent", 0), key: "caption:1", sent: [] });
    server.before = () => {
      throw offline();
    };

    const later = new Outbox({ storage, clock, transport: server.answer });
    await later.open();

    expect(later.draft("caption:1")?.body.text).toBe("Unsent");
  });

  it("takes a lost reply for a save: the same words at the server are no conflict", async () => {
    const { clock, server, outbox, status } = bench();
    server.after = () => {
      server.after = null;
      throw offline();
    };

    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(10_000);

    expect(server.history).toEqual(["A dog"]);
    expect(status()).toBe("saved");
  });

  it("goes on from a lost reply when the person has typed on meanwhile", async () => {
    const { clock, server, outbox, status } = bench();
    server.after = () => {
      server.after = null;
      throw offline();
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(800);

    await outbox.put("caption:1", text("A dog barks", 0));
    await clock.pass(10_000);

    expect(server.history).toEqual(["A dog", "A dog barks"]);
    expect(status()).toBe("saved");
  });

  it("goes on from a lost reply on a later visit too", async () => {
    const { clock, storage, server, outbox } = bench();
    server.after = () => {
      server.after = null;
      outbox.close();
      throw offline();
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(1000);

    const later = new Outbox({ storage, clock, transport: server.answer });
    await later.open();
    await later.put("caption:1", text("A dog barks", 0));
    await clock.pass(10_000);

    expect(server.history).toEqual(["A dog", "A dog barks"]);
    expect(later.pending).toBe(false);
  });

  it("stops at somebody else's newer version, shows both and overwrites nothing", async () => {
    const { clock, server, outbox, status } = bench();
    server.write("Theirs");

    await outbox.put("caption:1", text("Mine", 0));
    await clock.pass(60_000);

    expect(status()).toBe("conflict");
    expect(server.history).toEqual(["Theirs"]);
    expect(outbox.state().documents.get("caption:1")).toMatchObject({
      mine: { text: "Mine" },
      current: { text: "Theirs", revision: 1 },
    });
    expect(server.requests.length).toBe(1);
  });

  it("stores mine over theirs when the person says so", async () => {
    const { clock, server, outbox, status } = bench();
    server.write("Theirs");
    await outbox.put("caption:1", text("Mine", 0));
    await clock.pass(1000);

    await outbox.keepMine("caption:1");

    expect(server.history).toEqual(["Theirs", "Mine"]);
    expect(status()).toBe("saved");
  });

  it("drops mine when the person takes theirs, tells the caches, and saves the next edit on top of it", async () => {
    const { clock, storage, server, outbox, status } = bench();
    server.write("Theirs");
    await outbox.put("caption:1", text("Mine", 0));
    await clock.pass(1000);
    const told: unknown[] = [];
    outbox.onSaved((key, answer) => told.push([key, answer]));

    const theirs = await outbox.takeTheirs("caption:1");
    expect(theirs).toEqual({ text: "Theirs", revision: 1 });
    expect(told).toEqual([["caption:1", { text: "Theirs", revision: 1 }]]);
    expect([status(), storage.drafts.size]).toEqual(["saved", 0]);
    await outbox.put("caption:1", text("Theirs and mine", 0));
    await clock.pass(1000);

    expect(server.history).toEqual(["Theirs", "Theirs and mine"]);
  });

  it("keeps typing possible in a conflict without sending it", async () => {
    const { clock, server, outbox, status } = bench();
    server.write("Theirs");
    await outbox.put("caption:1", text("Mine", 0));
    await clock.pass(1000);

    await outbox.put("caption:1", text("Mine, longer", 0));
    await clock.pass(5000);
    expect(status()).toBe("conflict");
    expect(server.requests.length).toBe(1);
    await outbox.keepMine("caption:1");

    expect(server.text).toBe("Mine, longer");
  });

  it("calls a 4xx refused with its reason, not offline, and does not send it again by itself", async () => {
    const { clock, storage, server, outbox } = bench();
    server.before = () => {
      throw new ApiError(400, "invalid_ring", "Ring 1 crosses itself at point 4.");
    };

    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(60_000);

    const state = summarise(outbox.state());
    expect([state.status, state.text]).toEqual(["refused", "Ring 1 crosses itself at point 4."]);
    expect(server.requests.length).toBe(1);
    expect(storage.drafts.size).toBe(1);
  });

  it("tries a refused draft again when it is edited, and all of them when told so after a new sign-in", async () => {
    const { clock, server, outbox, status } = bench();
    server.before = () => {
      throw new ApiError(401, "not_authenticated", "Sign in again.");
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(1000);
    expect(status()).toBe("refused");

    server.before = null;
    await outbox.retry();

    expect(server.text).toBe("A dog");
    expect(status()).toBe("saved");
  });

  it("delivers other documents although one is in conflict or refused", async () => {
    const { clock, outbox, storage } = bench();
    const answers: Record<string, () => Promise<unknown>> = {
      a: () => Promise.reject(new ApiError(409, "stale_revision", "Newer.", { current: { text: "x", revision: 9 } })),
      b: () => Promise.reject(new ApiError(403, "permission_denied", "Not yours.")),
      c: () => Promise.resolve({ revision: 1 }),
    };
    const box = new Outbox({ storage, clock, transport: ({ url }) => answers[url]?.() ?? Promise.reject(offline()) });
    outbox.close();

    for (const url of ["a", "b", "c"])
      await box.put(url, { url, method: "PUT", body: { text: url, seen_revision: 0 } });
    await clock.pass(2000);

    expect([...box.state().documents].map(([key, { status }]) => [key, status])).toEqual([
      ["a", "conflict"],
      ["b", "refused"],
    ]);
  });

  it("takes a keyframe that is gone for a delete that was stored but never acknowledged", async () => {
    const { clock, storage } = bench();
    const replies = [
      offline(),
      new ApiError(409, "stale_revision", "Newer.", { current: { revision: 3, deleted: true } }),
    ];
    const box = new Outbox({ storage, clock, transport: () => Promise.reject(replies.shift()) });

    await box.put("keyframe:1:2:30", { url: "k", method: "DELETE", body: { seen_revision: 2 } });
    await clock.pass(10_000);

    expect(box.pending).toBe(false);
    expect(box.revision("keyframe:1:2:30")).toBe(3);
  });

  it("takes no rings and null for the same when it compares what the server holds", async () => {
    const { clock, storage } = bench();
    const current = { frame: 30, revision: 4, absent: true, rings: [] };
    const replies = [offline(), new ApiError(409, "stale_revision", "Newer.", { current })];
    const box = new Outbox({ storage, clock, transport: () => Promise.reject(replies.shift()) });

    await box.put("keyframe:1:2:30", {
      url: "k",
      method: "PUT",
      body: { rings: null, absent: true, seen_revision: 3 },
    });
    await clock.pass(10_000);

    expect(box.pending).toBe(false);
  });

  it("forgets a draft that another tab delivered while this one waited for its turn", async () => {
    const { clock, storage, server } = bench();
    const box = new Outbox({
      storage,
      clock,
      transport: server.answer,
      turn: async (act) => {
        await storage.delete("caption:1");
        return act();
      },
    });

    await box.put("caption:1", text("A dog", 0));
    await clock.pass(2000);

    expect(server.requests).toEqual([]);
    expect(box.pending).toBe(false);
  });

  it("ends with the person's last words at the server whatever the line does", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("type" as const), words: fc.string({ maxLength: 4 }) }),
      fc.record({ kind: fc.constant("wait" as const), milliseconds: fc.integer({ min: 0, max: 4000 }) }),
      fc.record({ kind: fc.constant("line" as const), state: fc.constantFrom("up", "down", "loses replies") }),
      fc.record({ kind: fc.constant("reload" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { clock, storage, server } = bench();
        const open = () => new Outbox({ storage, clock, transport: server.answer });
        let box = open();
        let last = "";
        for (const now of steps) {
          if (now.kind === "wait") await clock.pass(now.milliseconds);
          if (now.kind === "type") {
            last = now.words;
            const seen = Math.max(
              box.revision("caption:1") ?? 0,
              server.requests.length && !box.pending ? server.revision : 0,
            );
            await box.put("caption:1", text(now.words, box.draft("caption:1")?.body.seen_revision ?? seen));
          }
          if (now.kind === "line") {
            const broken = () => {
              throw offline();
            };
            server.before = now.state === "down" ? broken : null;
            server.after = now.state === "loses replies" ? broken : null;
          }
          if (now.kind === "reload") {
            box.close();
            await settle();
            box = open();
            await box.open();
          }
        }
        server.before = null;
        server.after = null;
        await clock.pass(120_000);

        expect(server.text).toBe(last);
        expect(box.pending).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
