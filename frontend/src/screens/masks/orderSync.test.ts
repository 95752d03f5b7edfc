/** The order of objects reaches the server once and based on what was seen; somebody else's stands when it came first. */
import { expect, test } from "vitest";
import type { Draft, DraftRequest } from "../../api/draft";
import { ApiError } from "../../api/error";
import { Outbox } from "../../api/outbox";
import type { TrackList } from "../../api/types";
import { openEditor } from "../../editor/editor";
import { EditorStore } from "../../editor/store";
import { annotationOf } from "./opening";
import { OrderSync } from "./orderSync";

const STEADY = { words_before: [] as string[], reopened: "no", locked: false } as const;
const track = (id: number, number: number) => ({
  id,
  number,
  label: "a dog",
  phrases: [],
  ...STEADY,
  keyframes: [],
  deleted: [],
});
const list = (z_order: number[]): TrackList => ({
  tracks: [track(5, 1), track(6, 2)],
  frames: [0],
  editable: true,
  open: [],
  z_order,
});

function open(answer: (request: DraftRequest) => unknown) {
  const drafts = new Map<string, Draft>();
  const sent: unknown[] = [];
  const outbox = new Outbox({
    storage: {
      all: async () => [...drafts.values()],
      has: async (id) => drafts.has(id),
      put: async (draft, instead) => {
        if (instead) drafts.delete(instead);
        drafts.set(draft.id, draft);
      },
      delete: async (id) => void drafts.delete(id),
    },
    transport: async (request) => {
      sent.push(request.body);
      return answer(request);
    },
    clock: { now: () => 0, after: () => () => undefined },
  });
  const opened = list([5, 6]);
  const present = annotationOf(opened, () => undefined);
  const store = new EditorStore(openEditor(present, { width: 64, height: 36 }, true));
  const sync = new OrderSync({ video: 9, store, outbox, opened });
  sync.start();
  return { store, sync, outbox, sent, order: () => store.state().history.present.order };
}

test("an order that is changed twice before it is sent is sent once, based on what was seen", async () => {
  const { store, outbox, sent, order } = open(({ body }) => ({ z_order: body.tracks }));

  store.dispatch({ type: "reorder", way: "up" });
  const changed = order();
  store.dispatch({ type: "undo" });
  store.dispatch({ type: "redo" });
  await outbox.flush();

  expect(changed).toEqual(["6", "5"]);
  expect(sent).toMatchObject([{ tracks: [6, 5], seen: [5, 6] }]);
});

test("the next order is based on the one that was stored", async () => {
  const { store, outbox, sent } = open(({ body }) => ({ z_order: body.tracks }));

  store.dispatch({ type: "reorder", way: "up" });
  await outbox.flush();
  store.dispatch({ type: "undo" });
  await outbox.flush();

  expect(sent).toMatchObject([{ seen: [5, 6] }, { tracks: [5, 6], seen: [6, 5] }]);
});

test("somebody else's order that came first is taken over", async () => {
  const { store, sync, outbox, order } = open(() => {
    throw new ApiError(409, "stale_order", "Somebody changed which object lies on top.");
  });

  store.dispatch({ type: "reorder", way: "up" });
  sync.merge(list([5, 6]));
  await outbox.flush();
  await Promise.resolve();

  expect(outbox.pending).toBe(false);
  expect(order()).toEqual(["5", "6"]);
});

test("an order of others comes in while none of one's own waits, and is no step of one's own to undo", () => {
  const { store, sync, order } = open(() => ({}));

  sync.merge(list([6, 5]));

  expect(order()).toEqual(["6", "5"]);
  expect(store.state().history.past).toEqual([]);
});
