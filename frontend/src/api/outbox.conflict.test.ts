/** Why: two people on one document, refusals and endings are where other tools overwrite somebody. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ApiError } from "./error";
import { Outbox, summarise } from "./outbox";
import { bench, offline, settle, text } from "./outbox.bench";

describe("the outbox, when others or the server say no", () => {
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

  it("waits for the sign-in when the session has ended: keeps everything, asks nothing, and goes on when told", async () => {
    const { clock, storage, server, outbox, status } = bench();
    server.before = () => {
      throw new ApiError(401, "not_authenticated", "Sign in again.");
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(1000);
    await outbox.put("caption:1", text("A dog barks", 0));
    await outbox.put("caption:2", text("A cat", 0));
    await clock.pass(60_000);
    expect(status()).toBe("signed-out");
    expect([server.requests.length, storage.drafts.size]).toEqual([1, 2]);

    server.before = null;
    await outbox.retry();

    expect(server.history[0]).toBe("A dog barks");
    expect(outbox.state().documents.get("caption:1")).toBeUndefined();
  });

  it("goes on by itself when the person signed in elsewhere and comes back to this page", async () => {
    const { clock, server, outbox, status } = bench();
    server.before = () => {
      throw new ApiError(401, "not_authenticated", "Sign in again.");
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(1000);

    server.before = null;
    await outbox.flush();
    await outbox.put("caption:1", text("A dog barks", 0));
    await clock.pass(1000);

    expect(server.history).toEqual(["A dog", "A dog barks"]);
    expect(status()).toBe("saved");
  });

  it("tries a refused draft again when it is edited", async () => {
    const { clock, server, outbox, status } = bench();
    server.before = () => {
      throw new ApiError(400, "invalid_ring", "Ring 1 crosses itself.");
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(1000);
    expect(status()).toBe("refused");

    server.before = null;
    await outbox.put("caption:1", text("A dog again", 0));
    await clock.pass(1000);

    expect(server.text).toBe("A dog again");
  });

  it("lets no draft that the server chokes on hold up the others", async () => {
    const { clock, storage } = bench();
    const box = new Outbox({
      storage,
      clock,
      transport: ({ url }) =>
        url === "bad" ? Promise.reject(new ApiError(500, "unreadable", "Crash.")) : Promise.resolve({ revision: 1 }),
    });

    for (const url of ["bad", "good"])
      await box.put(url, { url, method: "PUT", body: { text: url, seen_revision: 0 } });
    await clock.pass(5000);

    expect([...box.state().documents.keys()]).toEqual(["bad"]);
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
        for (const { id } of storage.under("caption:1")) await storage.delete(id);
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
