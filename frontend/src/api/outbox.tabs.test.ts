/** Why: a retry must not store a thing twice, and two tabs share one storage without wiping out each other's work. */
import { describe, expect, it } from "vitest";
import { newId } from "./draft";
import { Outbox } from "./outbox";
import { bench, offline, text } from "./outbox.bench";

describe("the id of a draft", () => {
  it("is a random UUID of version 4", () => {
    const ids = Array.from({ length: 200 }, newId);

    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("is the same for every retry, also on a later visit, and another one for other content", async () => {
    const { clock, storage, server, outbox } = bench();
    server.before = () => {
      throw offline();
    };
    await outbox.put("caption:1", text("A dog", 0));
    await clock.pass(6000);
    outbox.close();
    const later = new Outbox({ storage, clock, transport: server.answer });
    await later.open();
    const first = new Set(server.requests.map(({ id }) => id));

    server.before = null;
    await later.put("caption:1", text("A dog barks", 0));
    await clock.pass(6000);

    expect(server.requests.length).toBeGreaterThan(4);
    expect(first.size).toBe(1);
    expect(server.history).toEqual(["A dog barks"]);
    expect(first.has(server.requests.at(-1)?.id ?? "")).toBe(false);
  });

  it("changes when the person keeps a version over a newer one: that is a new decision", async () => {
    const { clock, server, outbox } = bench();
    server.write("Theirs");
    await outbox.put("caption:1", text("Mine", 0));
    await clock.pass(1000);

    await outbox.keepMine("caption:1");

    expect(new Set(server.requests.map(({ id }) => id)).size).toBe(2);
    expect(server.text).toBe("Mine");
  });
});

describe("two tabs of one person", () => {
  it("keep each their own unsent version of a document, and the later one asks which counts", async () => {
    const { clock, storage, server, outbox: one } = bench();
    const two = new Outbox({ storage, clock, transport: server.answer });

    await one.put("caption:1", text("One", 0));
    await two.put("caption:1", text("Two", 0));
    await clock.pass(5000);

    expect(server.history).toEqual(["One"]);
    expect(two.state().documents.get("caption:1")).toMatchObject({ status: "conflict", mine: { text: "Two" } });
    await two.keepMine("caption:1");
    expect(server.history).toEqual(["One", "Two"]);
    expect(storage.drafts.size).toBe(0);
  });

  it("send what both died with: the older first, the newer as a question", async () => {
    const { clock, storage, server } = bench();
    await storage.put({ ...text("One", 0), id: "1", key: "caption:1", sent: [] });
    await storage.put({ ...text("Two", 0), id: "2", key: "caption:1", sent: [] });

    const later = new Outbox({ storage, clock, transport: server.answer });
    await later.open();
    await clock.pass(5000);

    expect(server.history).toEqual(["One"]);
    expect(later.state().documents.get("caption:1")).toMatchObject({ status: "conflict", mine: { text: "Two" } });
    expect([...storage.drafts.keys()]).toEqual(["2"]);
  });

  it("do not send again what the other drew on from", async () => {
    const { clock, storage, server, outbox: one } = bench();
    server.before = () => {
      throw offline();
    };
    await one.put("caption:1", text("One", 0));
    const two = new Outbox({ storage, clock, transport: server.answer });
    await two.open();
    await two.put("caption:1", text("One and two", 0));

    server.before = null;
    await clock.pass(10_000);

    expect(server.history).toEqual(["One and two"]);
    expect([one.pending, two.pending]).toEqual([false, false]);
  });
});
