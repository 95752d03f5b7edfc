/** Keyframes between those of the work: drawn like any other, stepped through like any other, and nobody's duty. */
import { describe, expect, test } from "vitest";
import { openCells } from "./completeness";
import { annotation, cellKey, columnsOf, keyframesBeside, keyframesOf } from "./document";
import { deletionCounts, openEditor } from "./editor";
import { drag, drawn, FRAMES, keys, opened, ringsAt, square, TRACKS } from "./hand";
import { reduce } from "./reduce";
import { neighbourOf } from "./reduce/suggestions";

const clip = (cells = {}) =>
  openEditor(
    annotation(TRACKS, FRAMES, new Map(Object.entries(cells))),
    { width: 640, height: 360 },
    true,
    new Set(),
    90,
  );

describe("frames between the keyframes", () => {
  test("are stepped through one by one and by tens, and not past the clip's ends", () => {
    expect(keys(clip(), "f").frame).toBe(1);
    expect(keys(clip(), "f", "Shift+f", "d").frame).toBe(10);
    expect(keys(clip(), "d").frame).toBe(0);
    expect(keys(clip(), "End", "Shift+f", "Shift+f", "Shift+f").frame).toBe(89);
  });

  test("are left for the keyframe before or after by its keys", () => {
    const between = reduce(clip(), { type: "go", frame: 47 });

    expect(keys(between, "e").frame).toBe(30);
    expect(keys(between, "r").frame).toBe(60);
  });

  test("are in no way to do, however many of them are drawn", () => {
    const before = openCells(clip().history.present);

    const after = reduce(clip({ "a/47": drawn(square(10, 10)) }), { type: "go", frame: 12, track: "b" });

    expect(openCells(after.history.present)).toEqual(before);
  });
});

describe("a keyframe that was added between them", () => {
  const added = clip({ "a/30": drawn(square(0, 0)), "a/47": drawn(square(10, 10)) });

  test("is a column for all objects, and a keyframe of its own object only", () => {
    const { present } = added.history;

    expect(columnsOf(present)).toEqual([0, 30, 47, 60]);
    expect(keyframesOf(present, "a")).toEqual([0, 30, 47, 60]);
    expect(keyframesOf(present, "b")).toEqual([0, 30, 60]);
    expect(keyframesBeside(present, { track: "b", frame: 47 })).toEqual([30, 60]);
  });

  test("is stepped to, and is what the next frame's suggestion starts from", () => {
    expect(keys(added, "r", "r").frame).toBe(47);
    expect(neighbourOf(added, { track: "a", frame: 60 })).toBe(47);
  });

  test("is edited and taken back like any other", () => {
    const there = keys(reduce(added, { type: "go", frame: 47, track: "a" }), "v");

    const moved = drag(there, [10, 10], [30, 20]);
    const undone = keys(moved, "Ctrl+z");

    expect(ringsAt(moved, "a", 47)).not.toEqual(ringsAt(added, "a", 47));
    expect(ringsAt(undone, "a", 47)).toEqual(ringsAt(added, "a", 47));
    expect(undone.frame).toBe(47);
  });

  test("goes with what is deleted, and its column goes with it", () => {
    const there = reduce(added, { type: "go", frame: 30, track: "a" });

    const asked = reduce(there, { type: "ask-delete" });
    const gone = reduce(asked, { type: "delete", scope: "onwards" });

    expect(deletionCounts(asked, { track: "a", frame: 30 }).onwards).toBe(2);
    expect(ringsAt(gone, "a", 47)).toBeNull();
    expect(columnsOf(gone.history.present)).toEqual([0, 30, 60]);
  });

  test("does not catch what another object copies to its next keyframe", () => {
    const other = clip({ "a/47": drawn(square(10, 10)), "b/30": drawn(square(0, 0)) });

    const copied = keys(reduce(other, { type: "go", frame: 30, track: "b" }), "Ctrl+b");

    expect(ringsAt(copied, "b", 47)).toBeNull();
    expect(ringsAt(copied, "b", 60)).toEqual(ringsAt(other, "b", 30));
  });
});

describe("a keyframe here", () => {
  test("asks for the computed mask of this frame, which becomes a keyframe when it is accepted", () => {
    const asked = keys(reduce(clip(), { type: "go", frame: 47, track: "a" }), "k");
    const request = asked.requests.get(cellKey({ track: "a", frame: 47 }));
    if (!request) throw new Error("nothing was asked");
    const { track, frame, method } = request;
    const suggestion = {
      id: "1",
      track,
      frame,
      method,
      shape: square(5, 5),
      estimate: 0.4,
      predictor: "flow",
      from: null,
    };

    const accepted = keys(reduce(asked, { type: "suggest", suggestion, request }), "Tab");

    expect(request.method).toBe("computed");
    expect(accepted.history.present.cells.get("a/47")).toEqual({ kind: "drawn", shape: square(5, 5), from: "1" });
  });

  test("is not for an object that keeps its approval", () => {
    const closed = { ...opened(), locked: new Set(["a"]) };

    expect(keys(closed, "k").requests.size).toBe(0);
  });
});
