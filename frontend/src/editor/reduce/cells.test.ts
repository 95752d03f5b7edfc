/** Deciding cells: how much a deletion takes, what a copy and the order of objects do, and that all of it comes back. */
import { describe, expect, test } from "vitest";
import { deletionCounts } from "../editor";
import { click, drawn, keys, opened, point, ringsAt, square } from "../hand";
import { reduce } from "../reduce";

const everywhere = () =>
  opened({
    "a/0": drawn(square(10, 10)),
    "a/30": drawn(square(20, 10)),
    "a/60": { kind: "absent" },
    "b/30": drawn(square(200, 10)),
  });
const decided = (editor: ReturnType<typeof opened>) => [...editor.history.present.cells.keys()].sort();

describe("deleting", () => {
  test.each([
    ["frame", ["a/0", "a/60", "b/30"]],
    ["onwards", ["a/0", "b/30"]],
    ["object", ["b/30"]],
  ] as const)("asks how far, takes the scope “%s” and no more, and comes back at once", (scope, left) => {
    const asked = keys(everywhere(), "r", "Shift+Delete");
    const gone = reduce(asked, { type: "delete", scope });

    expect(asked.deleting).toEqual({ track: "a", frame: 30 });
    expect(decided(asked)).toHaveLength(4);
    expect(decided(gone)).toEqual(left);
    expect(gone.deleting).toBeNull();
    expect(keys(gone, "Ctrl+z").history.present.cells).toEqual(everywhere().history.present.cells);
  });

  test("says beforehand how many keyframes each scope would empty", () => {
    expect(deletionCounts(everywhere(), { track: "a", frame: 30 })).toEqual({ frame: 1, onwards: 2, object: 3 });
  });

  test("is let be by Escape, and by going elsewhere", () => {
    const asked = keys(everywhere(), "Shift+Delete");

    expect(keys(asked, "Escape").deleting).toBeNull();
    expect(keys(asked, "2").deleting).toBeNull();
    expect(decided(keys(asked, "Escape"))).toHaveLength(4);
  });
});

describe("copying on", () => {
  test("brings the outline to the next keyframe and goes there, over what was there", () => {
    const copied = keys(everywhere(), "Ctrl+b");

    expect(ringsAt(copied, "a", 30)).toEqual(ringsAt(everywhere(), "a", 0));
    expect(copied.frame).toBe(30);
    expect(ringsAt(keys(copied, "Ctrl+z"), "a", 30)).toEqual(ringsAt(everywhere(), "a", 30));
  });

  test("carries “absent” as well, and stops at the last keyframe", () => {
    const absent = keys(opened(), "o", "Ctrl+b", "Ctrl+b", "Ctrl+b");

    expect([0, 30, 60].map((frame) => ringsAt(absent, "a", frame))).toEqual(["absent", "absent", "absent"]);
    expect(absent.frame).toBe(60);
  });

  test("does not say that the copy began as the other cell's suggestion", () => {
    const copied = keys(opened({ "a/0": { kind: "drawn", shape: square(10, 10), from: "s1" } }), "Ctrl+b");

    expect(copied.history.present.cells.get("a/30")).not.toHaveProperty("from");
  });
});

describe("the order of objects", () => {
  const piled = () => opened({ "b/0": drawn(square(10, 10)), "c/0": drawn(square(50, 50)) });

  test("begins with the digits, and the topmost takes the click", () => {
    expect(piled().history.present.order).toEqual(["a", "b", "c"]);
    expect(point(piled(), "press", [80, 80]).track).toBe("c");
  });

  test("is changed by one step, which can be taken back and done again", () => {
    const lower = keys(piled(), "3", "Shift+{");
    const undone = keys(lower, "Ctrl+z");

    expect(lower.history.present.order).toEqual(["a", "c", "b"]);
    expect(point(keys(lower, "1"), "press", [80, 80]).track).toBe("b");
    expect(undone.history.present.order).toEqual(["a", "b", "c"]);
    expect(keys(undone, "Ctrl+y").history.present.order).toEqual(["a", "c", "b"]);
  });

  test("says that there is nothing above the top", () => {
    const top = keys(piled(), "3", "Shift+}");

    expect(top.history.past).toHaveLength(0);
    expect(top.notice).toContain("on top");
  });
});

describe("a locked object", () => {
  const locked = () => keys(everywhere(), "l");

  test.each([["o"], ["Shift+Delete"], ["Ctrl+b"], ["n"]])("is not changed by %s", (pressed) => {
    const before = locked();
    const after = keys(before, pressed);

    expect(after.history).toBe(before.history);
    expect(after.tool.tool).toBe("select");
  });

  test("is not taken by a click, and neither dragged nor chosen", () => {
    const other = keys(locked(), "2");

    expect(click(other, [60, 60]).track).toBe("b");
    expect(point(locked(), "press", [10, 10]).tool).toMatchObject({ grip: null });
  });

  test("says so when a stroke that was begun before it was locked is finished", () => {
    const painting = keys(everywhere(), "n");
    const refused = reduce({ ...painting, locked: new Set(["a"]) }, { type: "toggle-absent" });

    expect(refused.history).toBe(painting.history);
    expect(refused.notice).toContain("locked");
  });

  test("is one of all that Shift+L locks and unlocks", () => {
    const all = keys(locked(), "Shift+l");

    expect(all.locked.size).toBe(3);
    expect(keys(all, "Shift+l").locked.size).toBe(0);
  });
});

test("an outline that began as a suggestion says so through every edit, until it is drawn anew", () => {
  const from = opened({ "a/0": { kind: "drawn", shape: square(10, 10), from: "s1" } });
  const edited = keys(click(from, [10, 10]), "ArrowRight");
  const anew = reduce(reduce(edited, { type: "delete-cell" }), { type: "undo" });

  expect(edited.history.present.cells.get("a/0")).toMatchObject({ from: "s1" });
  expect(ringsAt(edited, "a", 0)).toMatchObject([[[11, 10], {}, {}, {}]]);
  expect(anew.history.present.cells.get("a/0")).toMatchObject({ from: "s1" });
});
