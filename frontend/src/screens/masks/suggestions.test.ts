/** A question reaches the server once and its newest answer reaches the editor; what nobody wants any longer reaches nobody. */
import { describe, expect, test } from "vitest";
import { ApiError } from "../../api/error";
import type { Suggestion as Answer } from "../../api/types";
import { annotation, cellAt } from "../../editor/document";
import { openEditor, requestHere, suggestionHere } from "../../editor/editor";
import { EditorStore } from "../../editor/store";
import type { SuggestionRequest } from "../../editor/suggestion";
import { screenPoint, videoPoint } from "../../geometry/point";
import { REST_MS, SuggestionDesk } from "./suggestions";

const SIZE = { width: 640, height: 360 };
const ring = [
  [10, 10],
  [50, 10],
  [50, 50],
];
const drawn = { kind: "drawn", shape: [ring.map(([x = 0, y = 0]) => videoPoint(x, y))] } as const;

const answerTo = (id: string, change: Partial<Answer> = {}): Answer => ({
  id,
  track: 5,
  frame: 30,
  method: "neighbour",
  state: "ready",
  rings: [ring],
  estimate: 0.88,
  predictor: "flow",
  from_frame: 0,
  error: null,
  ...change,
});

/** A clock that moves when it is told to. */
function handClock() {
  let now = 0;
  let timers: { at: number; act: () => void }[] = [];
  const after = (milliseconds: number, act: () => void) => {
    const timer = { at: now + milliseconds, act };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  };
  const pass = async (milliseconds: number) => {
    now += milliseconds;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { act } of due) act();
    for (let i = 0; i < 8; i++) await Promise.resolve();
  };
  return { after, pass };
}

/** A screen whose object is drawn on frame 0 and open on frame 30, with a server that answers by `answer`. */
function open(answer: (id: string, looks: number) => Answer, left: readonly Answer[] = []) {
  const asked: { id: string; request: SuggestionRequest }[] = [];
  const dropped: string[] = [];
  const looks = new Map<string, number>();
  const clock = handClock();
  const tracks = [{ id: "5", number: 1, label: "a dog" }];
  const store = new EditorStore(openEditor(annotation(tracks, [0, 30], new Map([["5/0", drawn]])), SIZE, true), (run) =>
    run(),
  );
  const door = {
    ask: async (id: string, request: SuggestionRequest) => {
      asked.push({ id, request });
      return answer(id, 0);
    },
    look: async (id: string) => {
      looks.set(id, (looks.get(id) ?? 0) + 1);
      return answer(id, looks.get(id) ?? 0);
    },
    drop: async (id: string) => void dropped.push(id),
    list: async () => left,
  };
  let made = 0;
  const desk = new SuggestionDesk({ store, door, clock, newId: () => `id-${++made}` });
  const stop = desk.start();
  store.dispatch({ type: "go", frame: 30 });
  return { store, clock, asked, dropped, stop };
}

const click = (store: EditorStore, x: number, y: number) => {
  for (const phase of ["press", "release"] as const) {
    store.dispatch({ type: "pointer", phase, at: screenPoint(x, y), button: 0, alt: false, shift: false });
  }
};

describe("a question", () => {
  test("is sent when the hand has rested, and its answer is shown dashed", async () => {
    const { store, clock, asked } = open((id) => answerTo(id));

    store.dispatch({ type: "ask" });
    const before = asked.length;
    await clock.pass(REST_MS);

    expect(before).toBe(0);
    expect(asked).toMatchObject([{ id: "id-1", request: { track: "5", frame: 30, method: "neighbour", from: 0 } }]);
    expect(suggestionHere(store.state())).toMatchObject({ id: "id-1", estimate: 0.88, predictor: "flow" });
    expect(requestHere(store.state())).toBeNull();
  });

  test("is watched until it is answered", async () => {
    const { store, clock } = open((id, looks) => answerTo(id, looks < 3 ? { state: "waiting", rings: null } : {}));

    store.dispatch({ type: "ask" });
    await clock.pass(REST_MS);
    for (const wait of [100, 200, 400]) await clock.pass(wait);

    expect(suggestionHere(store.state())?.id).toBe("id-1");
  });

  test("of three quick clicks is one question with three clicks", async () => {
    const { store, clock, asked } = open((id) => answerTo(id, { method: "clicks", from_frame: null }));

    store.dispatch({ type: "tool", tool: "magic" });
    for (const x of [100, 150, 200]) {
      click(store, x, 100);
      await clock.pass(REST_MS / 5);
    }
    await clock.pass(REST_MS);

    expect(asked).toHaveLength(1);
    expect(asked[0]?.request.clicks).toHaveLength(3);
  });

  test("that is asked anew is answered by the newer answer only", async () => {
    const { store, clock } = open((id) => (id === "id-1" ? answerTo(id, { state: "waiting" }) : answerTo(id)));

    store.dispatch({ type: "tool", tool: "magic" });
    click(store, 100, 100);
    await clock.pass(REST_MS);
    click(store, 200, 100);
    await clock.pass(REST_MS);
    await clock.pass(400);

    expect(suggestionHere(store.state())?.id).toBe("id-2");
  });

  test("that is withdrawn is told to the server and its answer reaches nobody", async () => {
    const { store, clock, dropped } = open((id) => answerTo(id, { state: "waiting" }));

    store.dispatch({ type: "ask" });
    await clock.pass(REST_MS);
    store.dispatch({ type: "dismiss" });
    await clock.pass(400);

    expect(dropped).toEqual(["id-1"]);
    expect(suggestionHere(store.state())).toBeNull();
  });

  test("that fails says why, and can be asked again", async () => {
    const error = { code: "no_mask", text: "No mask came of this; click again." };
    const { store, clock, asked } = open((id) => answerTo(id, id === "id-1" ? { state: "failed", error } : {}));

    store.dispatch({ type: "ask" });
    await clock.pass(REST_MS);
    const notice = store.state().notice;
    store.dispatch({ type: "ask" });
    await clock.pass(REST_MS);

    expect(notice).toBe(error.text);
    expect(asked.map(({ id }) => id)).toEqual(["id-1", "id-2"]);
    expect(suggestionHere(store.state())?.id).toBe("id-2");
  });

  test("that the server refuses says the server's words", async () => {
    const { store, clock } = open(() => {
      throw new ApiError(409, "nothing_to_carry", "No keyframe within 3 s is drawn.");
    });

    store.dispatch({ type: "ask" });
    await clock.pass(REST_MS);

    expect(store.state().notice).toBe("No keyframe within 3 s is drawn.");
    expect(requestHere(store.state())).toBeNull();
  });
});

describe("a suggestion", () => {
  test("that is dismissed is turned down at the server; one that is accepted is not", async () => {
    const { store, clock, dropped } = open((id) => answerTo(id));

    store.dispatch({ type: "ask" });
    await clock.pass(REST_MS);
    store.dispatch({ type: "accept" });
    const afterAccepting = [...dropped];
    store.dispatch({ type: "ask" });
    await clock.pass(REST_MS);
    store.dispatch({ type: "dismiss" });

    expect(afterAccepting).toEqual([]);
    expect(cellAt(store.state().history.present, { track: "5", frame: 30 })).toMatchObject({ from: "id-1" });
    expect(dropped).toEqual(["id-2"]);
  });

  test("of an earlier visit that is still computed is waited for", async () => {
    const { store, clock } = open(
      (id, looks) => answerTo(id, looks < 2 ? { state: "waiting", rings: null } : {}),
      [answerTo("left", { state: "waiting", rings: null })],
    );
    await clock.pass(0);
    expect(suggestionHere(store.state())).toBeNull();

    for (let looks = 0; looks < 3; looks++) await clock.pass(400);

    expect(suggestionHere(store.state())?.id).toBe("left");
  });

  test("of an earlier visit is shown when the screen opens", async () => {
    const { store, clock } = open((id) => answerTo(id), [answerTo("old"), answerTo("late", { state: "waiting" })]);

    await clock.pass(0);

    expect(suggestionHere(store.state())?.id).toBe("old");
  });

  test("that comes after the screen was left reaches nobody", async () => {
    const { store, clock, stop, asked } = open((id) => answerTo(id));

    store.dispatch({ type: "ask" });
    stop();
    await clock.pass(REST_MS);

    expect(asked).toEqual([]);
    expect(suggestionHere(store.state())).toBeNull();
  });
});
