/** Whatever a person decides reaches the server with the revision they saw, and nobody's work is overwritten. */
import { describe, expect, test } from "vitest";
import type { Draft, DraftRequest } from "../../api/draft";
import { ApiError } from "../../api/error";
import { Outbox } from "../../api/outbox";
import { keyframeKey } from "../../api/saving";
import type { Keyframe, TrackList } from "../../api/types";
import { cellAt, columnsOf } from "../../editor/document";
import { openEditor } from "../../editor/editor";
import { EditorStore } from "../../editor/store";
import { KeyframeSync } from "./keyframeSync";
import { annotationOf, shapeOf } from "./opening";

const SIZE = { width: 640, height: 360 };
const PLACE = { track: "5", frame: 30 };
const KEY = keyframeKey(9, 5, 30);
const square = [
  [10, 10],
  [20, 10],
  [20, 20],
];

const keyframe = (revision: number, change: Partial<Keyframe> = {}): Keyframe => ({
  frame: 30,
  revision,
  absent: false,
  rings: [square],
  by: { id: 1, username: "ann", name: "Ann" },
  saved: "2030-01-01T00:00:00Z",
  saved_at: "2030-01-01T00:00:00Z",
  extra: false,
  origin: "human",
  suggestion: null,
  ...change,
});
const STEADY = { words_before: [] as string[], reopened: "no", locked: false } as const;
const listWith = (...keyframes: Keyframe[]): TrackList => ({
  tracks: [{ id: 5, number: 1, label: "a dog", phrases: ["a dog"], ...STEADY, keyframes, deleted: [] }],
  frames: [0, 30],
  z_order: [5],
  editable: true,
  open: [],
});

/** An open screen on a server that answers by `answer`; nothing is sent until `flush`. */
function open(list: TrackList, answer: (request: DraftRequest) => unknown, left: readonly Draft[] = []) {
  const drafts = new Map(left.map((draft) => [draft.id, draft]));
  const sent: DraftRequest[] = [];
  const outbox = new Outbox({
    storage: {
      all: async () => [...drafts.values()],
      has: async (id) => drafts.has(id),
      put: async (draft) => void drafts.set(draft.id, draft),
      delete: async (id) => void drafts.delete(id),
    },
    transport: async (request) => {
      sent.push(request);
      return answer(request);
    },
    clock: { now: () => 0, after: () => () => undefined },
  });
  const store = new EditorStore(
    openEditor(
      annotationOf(list, () => undefined),
      SIZE,
      true,
    ),
  );
  const sync = new KeyframeSync({ video: 9, store, outbox, opened: list });
  sync.start();
  store.dispatch({ type: "go", ...PLACE });
  const cell = () => cellAt(store.state().history.present, PLACE);
  return { outbox, store, sync, sent, cell };
}

const stale = () => {
  const current = keyframe(8, { absent: true, rings: [] });
  throw new ApiError(409, "stale_revision", "Someone saved this keyframe meanwhile.", { current });
};

describe("keyframes", () => {
  test("are sent with the revision that was seen, and the next with the one that was answered", async () => {
    const screen = open(listWith(keyframe(3)), ({ body }) => keyframe(body.seen_revision + 1));

    screen.store.dispatch({ type: "toggle-absent" });
    await screen.outbox.flush();
    screen.store.dispatch({ type: "undo" });
    await screen.outbox.flush();

    expect(screen.sent.map(({ url, method, body }) => [url, method, body])).toEqual([
      ["/api/tracks/5/keyframes/30", "PUT", { rings: null, absent: true, seen_revision: 3 }],
      ["/api/tracks/5/keyframes/30", "PUT", { rings: [square], absent: false, seen_revision: 4 }],
    ]);
  });

  test("that began as a suggestion say so, also after the page was left", async () => {
    const answers = [keyframe(4, { origin: "edited", suggestion: "id-7" })];
    const screen = open(listWith(), () => answers[0]);
    const shape = shapeOf([square]);

    const suggestion = {
      ...PLACE,
      id: "id-7",
      method: "neighbour",
      shape,
      estimate: null,
      predictor: "flow",
      from: 0,
    } as const;
    screen.store.dispatch({ type: "suggest", suggestion });
    screen.store.dispatch({ type: "accept" });
    await screen.outbox.flush();
    const again = annotationOf(listWith(...answers), () => undefined);

    expect(screen.sent).toMatchObject([{ method: "PUT", body: { rings: [square], suggestion: "id-7" } }]);
    expect(cellAt(again, PLACE)).toMatchObject({ kind: "drawn", from: "id-7" });
  });

  test("are deleted when they are opened again", async () => {
    const screen = open(listWith(keyframe(3)), () => ({ frame: 30, revision: 4, deleted: true }));

    screen.store.dispatch({ type: "delete-cell" });
    await screen.outbox.flush();

    expect(screen.sent).toMatchObject([{ method: "DELETE", body: { seen_revision: 3 } }]);
  });

  test("of others come in, but not over a draft", () => {
    const screen = open(listWith(), () => keyframe(1));

    screen.sync.merge(listWith(keyframe(2, { absent: true, rings: [] })));
    expect(screen.cell()).toEqual({ kind: "absent" });
    screen.store.dispatch({ type: "toggle-absent" });
    screen.sync.merge(listWith(keyframe(3)));

    expect(screen.cell()).toBeNull();
  });

  test("that others changed too are taken over when the person says so, without an undo entry", async () => {
    const screen = open(listWith(keyframe(3)), stale);

    screen.store.dispatch({ type: "delete-cell" });
    await screen.outbox.flush();
    expect(screen.outbox.state().documents.get(KEY)?.status).toBe("conflict");
    await screen.sync.takeTheirs(KEY);

    expect(screen.cell()).toEqual({ kind: "absent" });
    expect(screen.store.state().history.past).toHaveLength(1);
  });

  test("that an earlier visit could not send are shown when the screen opens", async () => {
    const body = { rings: null, absent: true, seen_revision: 3 };
    const left: Draft = { id: "one", key: KEY, url: "/api/tracks/5/keyframes/30", method: "PUT", body, sent: [] };
    const offline = () => {
      throw new ApiError(0, "offline", "The server does not answer.");
    };
    const screen = open(listWith(keyframe(3)), offline, [left]);

    await screen.outbox.open();

    expect(screen.cell()).toEqual({ kind: "absent" });
  });

  test("between the keyframes are kept and shown again like any other", async () => {
    const body = { rings: [square], absent: false, seen_revision: 0 };
    const url = "/api/tracks/5/keyframes/17";
    const left: Draft = { id: "two", key: keyframeKey(9, 5, 17), url, method: "PUT", body, sent: [] };
    const offline = () => {
      throw new ApiError(0, "offline", "The server does not answer.");
    };
    const screen = open(listWith(keyframe(3)), offline, [left]);

    await screen.outbox.open();

    const { present } = screen.store.state().history;
    expect(cellAt(present, { track: "5", frame: 17 })).toMatchObject({ kind: "drawn" });
    expect(columnsOf(present)).toEqual([0, 17, 30]);
  });
});
