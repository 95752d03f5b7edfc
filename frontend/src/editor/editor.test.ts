/** The editor as the screen uses it: events in, one value out, keys from the one table. */
import { describe, expect, test } from "vitest";
import { screenPoint, videoPoint } from "../geometry/point";
import { actionFor } from "./actions";
import { decidedFrames, nextOpen, openCells } from "./completeness";
import { annotation, cellAt } from "./document";
import { type Editor, type EditorEvent, openEditor } from "./editor";
import { reduce } from "./reduce";

const tracks = [
  { id: "a", number: 1, label: "a dog" },
  { id: "b", number: 2, label: "a ball" },
];
const opened = (editable = true) =>
  openEditor(annotation(tracks, [0, 30], new Map()), { width: 640, height: 360 }, editable);

const press = (x: number, y: number): EditorEvent => ({
  type: "input",
  input: { type: "press", video: videoPoint(x, y), screen: screenPoint(x, y), alt: false, shift: false },
});
const key = (editor: Editor, pressed: string, held: { ctrl?: boolean; shift?: boolean } = {}): Editor => {
  const action = actionFor({ key: pressed, ctrl: held.ctrl ?? false, shift: held.shift ?? false, alt: false }, editor);
  return (action?.run(editor) ?? []).reduce(reduce, editor);
};
const triangle = (editor: Editor) =>
  key([press(50, 50), press(200, 50), press(100, 150)].reduce(reduce, key(editor, "n")), "Enter");

describe("the editor", () => {
  test("draws on the chosen object and keyframe, and undoes across keyframes", () => {
    const drawn = key(key(triangle(opened()), "r"), "2");
    const both = triangle(drawn);
    const back = key(both, "z", { ctrl: true });

    expect(cellAt(both.history.present, { track: "b", frame: 30 })?.kind).toBe("drawn");
    expect(cellAt(back.history.present, { track: "b", frame: 30 })).toBeNull();
    expect(key(back, "z", { ctrl: true })).toMatchObject({ frame: 0, track: "a" });
  });

  test("gives another object other rings without choosing it, unless it is locked", () => {
    const other = key(triangle(opened()), "2");
    const shape = [[videoPoint(10, 10), videoPoint(30, 10), videoPoint(30, 30)]];
    const event: EditorEvent = { type: "redraw", track: "a", frame: 0, shape, label: "cut object 2 from 1" };
    const redrawn = reduce(other, event);
    const locked = reduce(reduce(other, { type: "lock", track: "a" }), event);

    expect(cellAt(redrawn.history.present, { track: "a", frame: 0 })).toEqual({ kind: "drawn", shape });
    expect(redrawn.track).toBe("b");
    expect(locked.history.present).toBe(other.history.present);
    expect(locked.notice).toContain("locked");
  });

  test("keeps what is closed as it is, says why, and begins with what is open", () => {
    const size = { width: 640, height: 360 };
    const editor = openEditor(annotation(tracks, [0, 30], new Map()), size, true, new Set(["a"]));
    const asked = key(key(editor, "1"), "l");
    const unlocked = key(key(editor, "l", { shift: true }), "l", { shift: true });

    expect(editor.track).toBe("b");
    expect(asked.locked.has("a")).toBe(true);
    expect(asked.notice).toContain("keeps its approval");
    expect([...unlocked.locked]).toEqual(["a"]);
    expect(triangle(key(editor, "1")).history.present).toBe(editor.history.present);
  });

  test("counts the cells that nobody decided and leads to the next", () => {
    const editor = key(triangle(opened()), "r");
    const absent = key(editor, "o");

    expect(openCells(opened().history.present)).toHaveLength(4);
    expect(openCells(absent.history.present)).toEqual([
      { track: "b", frame: 0 },
      { track: "b", frame: 30 },
    ]);
    expect(nextOpen(absent.history.present, { track: "a", frame: 30 })).toEqual({ track: "b", frame: 30 });
    expect(decidedFrames(absent.history.present, "a")).toBe(2);
  });

  test("opens the cell again when “absent” is stamped twice", () => {
    const twice = key(key(opened(), "o"), "o");

    expect(openCells(twice.history.present)).toHaveLength(4);
  });

  test("changes nothing where it is not open for editing", () => {
    const editor = opened(false);
    const after = [press(50, 50), press(200, 50), press(100, 150)].reduce(
      reduce,
      reduce(editor, { type: "tool", tool: "part" }),
    );

    expect(after.history).toBe(editor.history);
    expect(key(editor, "o")).toBe(editor);
  });

  test("keeps showing the whole frame when the canvas is resized, until one zooms", () => {
    const resized = reduce(opened(), { type: "resize", view: { width: 1080, height: 562 } });
    const zoomed = reduce(resized, { type: "zoom", at: screenPoint(10, 10), factor: 2 });
    const again = reduce(zoomed, { type: "resize", view: { width: 900, height: 500 } });

    expect(resized.camera.scale).toBeCloseTo(538 / 360);
    expect(again.camera).toEqual(zoomed.camera);
  });
});
