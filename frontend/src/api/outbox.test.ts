/** Why: the promise "nothing is lost" is only as good as the ways of losing things that were tried here. */
import { describe, expect, it } from "vitest";
import { ApiError } from "./error";
import { Outbox } from "./outbox";
import { bench, memory, offline, settle, TestClock, text } from "./outbox.bench";

describe("the outbox", () => {
  it("keeps a draft on this computer before anything is sent, and says unsaved until the server answered", async () => {
    const { clock, storage, server, outbox, status } = bench();

    await outbox.put("caption:1", text("A dog", 0));

    expect(storage.under("caption:1").map(({ body }) => body.text)).toEqual(["A dog"]);
    expect(server.requests).toEqual([]);
    expect(status()).toBe("unsaved");
    await clock.pass(2000);
    expect(status()).toBe("saved");
    expect(storage.drafts.size).toBe(0);
  });

  it("sends the last of many quick edits once, and within two seconds of the first while the hand never rests", async () => {
    const { clock, server, outbox } = bench();
    const sentAt: number[] = [];
    server.before = () => sentAt.push(clock.now());

    for (let n = 1; n <= 10; n += 1) {
      await outbox.put("caption:1", text(`A dog ${n}`, 0));
      await clock.pass(300);
    }

    await clock.pass(2000);

    expect(sentAt).toEqual([1500, 3000]);
    expect(server.text).toBe("A dog 10");
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
    expect(server.requests.length).toBeLessThan(17);

    server.before = null;
    await clock.pass(5000);

    expect(server.text).toBe("A dog");
    expect(status()).toBe("saved");
  });

  it("waits as long as a server asks that has too much to do, then sends what was kept", async () => {
    const { clock, storage, server, outbox, status } = bench();
    server.before = () => {
      throw new ApiError(429, "throttled", "Wait 30 s.", { seconds: 30 });
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(1000);
    server.before = null;

    await clock.pass(28_000);
    const during = [status(), server.requests.length, storage.drafts.size];
    await clock.pass(3000);

    expect(during).toEqual(["offline", 1, 1]);
    expect(server.history).toEqual(["A dog"]);
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
    await storage.put({ ...text("Unsent", 0), id: "one", key: "caption:1", sent: [] });
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

  it.each(["after", "before"])(
    "goes on from a lost reply on a later visit too, typed on %s it was sent again",
    async (when) => {
      const { clock, storage, server, outbox } = bench();
      server.after = () => {
        server.after = null;
        outbox.close();
        throw offline();
      };
      await outbox.put("caption:1", text("A dog", 0));
      await clock.pass(1000);

      let go: () => void = () => undefined;
      const turn = new Promise<void>((done) => {
        go = done;
      });
      const later = new Outbox({ storage, clock, transport: server.answer, turn: (act) => turn.then(act) });
      const opened = later.open();
      if (when === "after") go();
      await settle();
      await later.put("caption:1", text("A dog barks", 0));
      go();
      await opened;
      await clock.pass(10_000);

      expect(server.history).toEqual(["A dog", "A dog barks"]);
      expect(later.pending).toBe(false);
    },
  );
});
