/** Why: an event that fetches too little leaves old numbers on screen, one that fetches too much fights the editor. */
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { keys, storeSaved } from "./queries";
import { affected, known, type ServerEvent } from "./socket";
import type { Keyframe, TrackList } from "./types";

const event = (name: string, payload: Record<string, unknown>): ServerEvent => {
  const [topic = "", verb = ""] = name.split(".");
  return { id: 1, topic, verb, payload };
};
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
  it("fetches the queue, the counts and the work item again when a task changes hands", () => {
    const stale = affected("demo", event("work.changed", { work: 3, video: 7, step: "masks", state: "submitted" }));

    expect(stale).toEqual(
      expect.arrayContaining([keys.queue("demo"), keys.project("demo"), keys.work(3), keys.video(7)]),
    );
  });

  it("fetches the list of clips only at the end of a propagation, not at every segment", () => {
    const running = affected("demo", event("propagation.progress", { video: 7, state: "running", segments_done: 2 }));
    const done = affected("demo", event("propagation.progress", { video: 7, state: "done", segments_done: 9 }));

    expect(running).toEqual([keys.propagation(7), keys.machines("demo")]);
    expect(done).toContainEqual(keys.videos("demo"));
  });

  it("is ignored when it is unknown, so that an older page survives a newer server", () => {
    expect(affected("demo", event("moon.rose", {}))).toEqual([]);
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
    expect(affected("demo", event("tracks.changed", { video: 7, by: null }))).toEqual([keys.tracks(7)]);
  });
});
