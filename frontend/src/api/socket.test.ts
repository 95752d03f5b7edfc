/** Why: an event that fetches too little leaves old numbers on screen, one that fetches too much fights the editor. */
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keys, storeSaved } from "./queries";
import { affected, known, type Listener, patience, quietly, type ServerEvent } from "./socket";
import type { Keyframe, TrackList } from "./types";

const event = (name: string, payload: Record<string, unknown>): ServerEvent => {
  const [topic = "", verb = ""] = name.split(".");
  return { id: 1, topic, verb, payload };
};
const ANN: Listener = { id: 1, role: "annotator" };
const INSPECTOR: Listener = { id: 2, role: "inspector" };
const keyframe = (frame: number, revision: number): Keyframe => ({
  frame,
  revision,
  absent: false,
  rings: [],
  by: { id: 1, username: "ann", name: "Ann" },
  saved: "2026-01-01T00:00:00Z",
  saved_at: "2026-01-01T00:00:00Z",
  extra: false,
  origin: "human",
  suggestion: null,
});
const STEADY = { words_before: [] as string[], reopened: "no", locked: false } as const;
const list = (keyframes: Keyframe[]): TrackList => ({
  tracks: [{ id: 4, number: 1, label: "dog", phrases: ["a dog"], ...STEADY, keyframes, deleted: [] }],
  frames: [0, 30],
  z_order: [4],
  editable: true,
  open: [{ track: 4, number: 1, frame: 30 }],
});

describe("an event from the server", () => {
  it("fetches one's own queue and work at once when one's work changes hands, and the project's counts soon", () => {
    const returned = event("work.changed", { work: 3, video: 7, step: "masks", state: "returned", author: ANN.id });

    const stale = affected("demo", returned, ANN);

    expect(stale.now).toEqual(expect.arrayContaining([keys.queue("demo"), keys.work(3), keys.video(7)]));
    expect(stale.soon).toEqual([keys.videos("demo"), keys.project("demo"), keys.releases("demo")]);
  });

  it("lets what others did wait, and leaves alone the queues that it is not for", () => {
    const submitted = event("work.changed", { work: 3, video: 7, step: "masks", state: "submitted", author: 99 });

    expect(affected("demo", submitted, INSPECTOR).soon).toContainEqual(keys.queue("demo"));
    for (const listener of [ANN, INSPECTOR]) {
      expect(affected("demo", submitted, listener).now).not.toContainEqual(keys.queue("demo"));
    }
    expect(affected("demo", submitted, ANN).soon).not.toContainEqual(keys.queue("demo"));
  });

  it("fetches nobody's queue again because somebody else drew a shape", () => {
    const saved = event("keyframe.saved", { video: 7, track: 4, frame: 30, revision: 2, by: 99 });

    expect(affected("demo", saved, ANN)).toEqual({
      now: [keys.tracks(7), keys.propagation(7), keys.doubts(7)],
      soon: [],
    });
  });

  it("brings what a reviewer corrected, and that what was said before it counts no more", () => {
    const corrected = event("work.corrected", { work: 5, video: 7, step: "masks" });

    expect(affected("demo", corrected, ANN).now).toEqual([keys.changes(5), keys.verdicts(5)]);
  });

  it("fetches the list of clips only at the end of a propagation, not at every segment", () => {
    const progress = (state: string) => affected("demo", event("propagation.progress", { video: 7, state }), ANN);

    expect(progress("running")).toEqual({ now: [keys.propagation(7), keys.machines("demo")], soon: [] });
    expect(progress("done").soon).toContainEqual(keys.videos("demo"));
  });

  it("is ignored when it is unknown, so that an older page survives a newer server", () => {
    expect(affected("demo", event("moon.rose", {}), ANN)).toEqual({ now: [], soon: [] });
  });

  it("is known when the cache already holds that keyframe's revision, and news when it holds an older one", () => {
    const client = new QueryClient();
    client.setQueryData(keys.tracks(7), list([keyframe(30, 2)]));
    const saved = (revision: number) => event("keyframe.saved", { video: 7, track: 4, frame: 30, revision });

    expect(known(client, saved(2))).toBe(true);
    expect(known(client, saved(3))).toBe(false);
    expect(known(client, event("keyframe.saved", { video: 7, track: 4, frame: 0, revision: 1 }))).toBe(false);
  });
});

describe("what the outbox saved", () => {
  it("takes its place among the keyframes in the cache and closes the open cell", () => {
    const client = new QueryClient();
    client.setQueryData(keys.tracks(7), list([keyframe(0, 1)]));

    storeSaved(client, "keyframe:7:4:30", keyframe(30, 1));

    const cached = client.getQueryData<TrackList>(keys.tracks(7));
    expect(cached?.tracks[0]?.keyframes.map(({ frame }) => frame)).toEqual([0, 30]);
    expect(cached?.open).toEqual([]);
  });

  it("leaves the cache and opens the cell again when it was a delete", () => {
    const client = new QueryClient();
    client.setQueryData(keys.tracks(7), list([keyframe(0, 1)]));

    storeSaved(client, "keyframe:7:4:0", { frame: 0, revision: 2, deleted: true });

    const cached = client.getQueryData<TrackList>(keys.tracks(7));
    expect(cached?.tracks[0]).toMatchObject({ keyframes: [], deleted: [{ frame: 0, revision: 2 }] });
    expect(cached?.open).toContainEqual({ track: 4, number: 1, frame: 0 });
  });

  it("knows a saved text only by the field that it was saved in", () => {
    const client = new QueryClient();
    const caption = { field: "cn", revision: 2 };
    storeSaved(client, "caption:7:cn", caption);

    expect(client.getQueryData(keys.caption(7, "cn"))).toEqual(caption);
    expect(known(client, event("caption.saved", { video: 7, field: "cn", revision: 2 }))).toBe(true);
    expect(known(client, event("caption.saved", { video: 7, field: "cn", revision: 3 }))).toBe(false);
    expect(known(client, event("caption.saved", { video: 7, field: "en", revision: 2 }))).toBe(false);
  });

  it("fetches the objects again when words made, retired or settled some", () => {
    const changed = event("tracks.changed", { video: 7, by: null });

    expect(affected("demo", changed, ANN).now).toEqual([keys.tracks(7)]);
  });
});

describe("what others did", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", globalThis);
    vi.stubGlobal("document", { hidden: false, addEventListener: vi.fn(), removeEventListener: vi.fn() });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  /** A page that shows a list, and how often it fetched it. */
  function page() {
    const client = new QueryClient();
    const fetched = vi.fn(async () => 1);
    const observer = new QueryObserver(client, { queryKey: keys.videos("demo"), queryFn: fetched, staleTime: 60_000 });
    observer.subscribe(() => undefined);
    return { client, fetched, quiet: quietly(client) };
  }

  it("is fetched a few times a minute however much happens, and the last of it is not forgotten", async () => {
    const { fetched, quiet } = page();
    await vi.advanceTimersByTimeAsync(0);
    fetched.mockClear();

    for (let change = 0; change < 600; change += 1) {
      quiet.hear([keys.videos("demo")]);
      await vi.advanceTimersByTimeAsync(100);
    }
    const busy = fetched.mock.calls.length;
    await vi.advanceTimersByTimeAsync(20_000);

    expect(busy).toBeGreaterThanOrEqual(5);
    expect(busy).toBeLessThanOrEqual(8);
    expect(fetched.mock.calls.length).toBe(busy + 1);
  });

  it("is out of date at once for who comes to the list", () => {
    const { client, quiet } = page();
    client.setQueryData(keys.videos("demo"), 2);

    quiet.hear([keys.videos("demo")]);

    expect(client.getQueryState(keys.videos("demo"))?.isInvalidated).toBe(true);
  });

  it("does not reach seventy pages in the same moment", () => {
    const waits = Array.from({ length: 70 }, () => patience(Number.POSITIVE_INFINITY));

    expect(Math.min(...waits)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(4_000);
    expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(50);
  });
});
