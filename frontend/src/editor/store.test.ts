/** The store is what keeps a drag cheap and a save complete: who hears of what is its whole meaning. */
import { describe, expect, test } from "vitest";
import { toScreen } from "../geometry/camera";
import { screenPoint, videoPoint } from "../geometry/point";
import { annotation, type Place } from "./document";
import { type EditorEvent, openEditor, requestHere } from "./editor";
import { drawn, keys, opened, square } from "./hand";
import { EditorStore, type SuggestionNews } from "./store";

const open = () =>
  new EditorStore(
    openEditor(
      annotation([{ id: "a", number: 1, label: "a dog" }], [0, 30], new Map()),
      { width: 640, height: 360 },
      true,
    ),
  );
const at = (type: "press" | "move", x: number, y: number): EditorEvent => ({
  type: "input",
  input: { type, video: videoPoint(x, y), screen: screenPoint(x, y), alt: false, shift: false },
});
const released = { type: "release", screen: screenPoint(0, 0), alt: false, shift: false } as const;
const suggested = {
  id: "s1",
  track: "a",
  frame: 0,
  method: "clicks",
  estimate: null,
  predictor: "grabcut",
  from: null,
} as const;

describe("the store", () => {
  test("announces what a person decided and not what came from elsewhere", () => {
    const store = open();
    const heard: (readonly Place[])[] = [];
    store.onCells((places) => heard.push(places));

    store.dispatch({
      type: "receive",
      change: { label: "theirs", writes: [{ track: "a", frame: 30, cell: { kind: "absent" } }] },
    });
    store.dispatch({ type: "toggle-absent" });
    store.dispatch({ type: "undo" });

    expect(heard).toEqual([[{ track: "a", frame: 0 }], [{ track: "a", frame: 0 }]]);
  });

  test("gives the panels the same value while a line is drawn, and a new one when it is closed", () => {
    const store = open();
    store.dispatch({ type: "tool", tool: "part" });
    const before = store.settled();

    for (const event of [at("press", 10, 10), at("move", 50, 10), at("press", 50, 10), at("press", 50, 60)])
      store.dispatch(event);
    const drawing = store.settled();
    store.dispatch({ type: "input", input: { type: "finish" } });

    expect(drawing).toBe(before);
    expect(store.settled()).toBe(store.state());
  });

  test("tells of a drag once a picture of the screen, and of its end at once", () => {
    const waiting: (() => void)[] = [];
    const store = new EditorStore(opened({ "a/0": drawn(square(100, 100)) }), (run) => waiting.push(run));
    const pointer = (phase: "press" | "move" | "release", x: number): EditorEvent => {
      const seen = toScreen(videoPoint(x, 100), store.state().camera);
      return { type: "pointer", phase, at: seen, button: 0, alt: false, shift: false };
    };
    let told = 0;
    store.subscribe(() => told++);

    store.dispatch(pointer("press", 100));
    for (let x = 101; x < 160; x++) store.dispatch(pointer("move", x));
    const dragging = told;
    for (const run of waiting) run();
    const shown = told;
    store.dispatch(pointer("release", 159));

    expect([dragging, waiting.length, shown, told]).toEqual([1, 1, 2, 3]);
    expect(store.state().history.past).toHaveLength(1);
  });

  test("does not tell twice of a move that was already told with what followed it", () => {
    const waiting: (() => void)[] = [];
    const store = new EditorStore(opened(), (run) => waiting.push(run));
    let told = 0;
    store.subscribe(() => told++);

    store.dispatch({ type: "zoom", at: null, factor: 2 });
    store.dispatch({ type: "onion" });
    for (const run of waiting) run();

    expect(told).toBe(1);
  });

  test("announces the order of objects when it is changed, undone and redone here, and not from elsewhere", () => {
    const store = new EditorStore(opened());
    const heard: (readonly string[])[] = [];
    store.onOrder((order) => heard.push(order));

    store.dispatch({ type: "reorder", way: "up" });
    store.dispatch({ type: "undo" });
    store.dispatch({ type: "receive", change: { label: "theirs", writes: [], order: ["c", "b", "a"] } });

    expect(heard).toEqual([
      ["b", "a", "c"],
      ["a", "b", "c"],
    ]);
    expect(store.state().history.present.order).toEqual(["c", "b", "a"]);
  });
});

describe("the news of suggestions", () => {
  const asking = () => {
    const store = new EditorStore(keys(opened(), "s"));
    const heard: SuggestionNews[] = [];
    store.onSuggestions((news) => heard.push(news));
    return { store, heard };
  };
  const press = (store: EditorStore, x: number) => {
    store.dispatch(at("press", x, 50));
    store.dispatch({ type: "input", input: { ...released, video: videoPoint(x, 50) } });
  };
  const answer = (store: EditorStore) => {
    const request = requestHere(store.state()) ?? undefined;
    const suggestion = { ...suggested, shape: square(20, 20) };
    store.dispatch({ type: "suggest", suggestion, request });
  };

  test("are every question anew, and that the last was withdrawn", () => {
    const { store, heard } = asking();

    press(store, 50);
    press(store, 80);
    store.dispatch({ type: "input", input: { type: "cancel" } });

    expect(heard.map(({ kind }) => kind)).toEqual(["asked", "asked", "withdrawn"]);
    expect(heard[2]).toMatchObject({ request: { clicks: [{ x: 50 }, { x: 80 }] } });
  });

  test("are nothing when an answer comes and is accepted", () => {
    const { store, heard } = asking();

    press(store, 50);
    answer(store);
    store.dispatch({ type: "accept" });

    expect(heard.map(({ kind }) => kind)).toEqual(["asked"]);
  });

  test.each([
    ["dismissing it", { type: "dismiss" }],
    ["deciding the cell by hand", { type: "toggle-absent" }],
  ] as const)("are that it is not wanted, on %s", (_, event) => {
    const { store, heard } = asking();

    press(store, 50);
    answer(store);
    store.dispatch(event);

    expect(heard.at(-1)).toMatchObject({ kind: "dismissed", suggestion: { id: "s1" } });
  });
});
