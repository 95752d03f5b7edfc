/** The store is what keeps a drag cheap and a save complete: who hears of what is its whole meaning. */
import { describe, expect, test } from "vitest";
import { screenPoint, videoPoint } from "../geometry/point";
import { annotation, type Place } from "./document";
import { type EditorEvent, openEditor } from "./editor";
import { EditorStore } from "./store";

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
});
