/** What the matrix says of a cell, where a link leads, and what overlaps: each is read off the annotation. */
import { describe, expect, test } from "vitest";
import type { Finding, TrackList } from "../../api/types";
import { annotation, type Cell } from "../../editor/document";
import { begin } from "../../editor/history";
import { videoPoint } from "../../geometry/point";
import type { Shape } from "../../geometry/ring";
import { eventOf } from "./address";
import { lookOf, returnedCells } from "./cells";
import { overlapsOn } from "./overlaps";
import { placeOfCard } from "./SuggestionCard";

const box = (x0: number, y0: number, x1: number, y1: number): Shape => [
  [videoPoint(x0, y0), videoPoint(x1, y0), videoPoint(x1, y1), videoPoint(x0, y1)],
];
const drawn = (shape: Shape, from?: string): Cell => ({ kind: "drawn", shape, from });
const tracks = [
  { id: "5", number: 1, label: "a dog" },
  { id: "6", number: 2, label: "a ball" },
];
const present = (cells: Record<string, Cell>, order = ["5", "6"]) =>
  annotation(tracks, [0, 30], new Map(Object.entries(cells)), order);

describe("a cell of the matrix", () => {
  const shape = box(0, 0, 10, 10);
  const cells = present({ "5/0": drawn(shape), "5/30": drawn(shape, "id-7"), "6/0": { kind: "absent" } });

  test.each([
    ["drawn by a person", "5", 0, "drawn"],
    ["edited from a model's draft", "5", 30, "edited"],
    ["declared absent", "6", 0, "absent"],
    ["still to do", "6", 30, "open"],
  ])("that is %s looks so", (_, track, frame, look) => {
    expect(lookOf(cells, { track, frame }, new Map())).toBe(look);
  });

  test("between the keyframes is computed where nobody drew, and drawn where somebody did", () => {
    const added = present({ "5/17": drawn(shape) });

    expect(lookOf(added, { track: "5", frame: 17 }, new Map())).toBe("drawn");
    expect(lookOf(added, { track: "6", frame: 17 }, new Map())).toBe("computed");
  });

  test("with a suggestion waits for an answer, whatever was drawn before", () => {
    expect(lookOf(cells, { track: "5", frame: 0 }, new Map([["5/0", {}]]))).toBe("suggested");
  });

  test("is returned until somebody saves it again", () => {
    const finding = { track: 5, frame: 0, created: "2030-01-01T12:00:00Z" } as Finding;
    const saved = (at: string) =>
      ({ tracks: [{ id: 5, keyframes: [{ frame: 0, saved_at: at }] }] }) as unknown as TrackList;

    expect([...returnedCells([finding], saved("2030-01-01T11:00:00Z"))]).toEqual(["5/0"]);
    expect([...returnedCells([finding], saved("2030-01-01T13:00:00Z"))]).toEqual([]);
  });
});

describe("two objects", () => {
  test("that claim the same pixels are counted, the lower one first", () => {
    const cells = { "5/0": drawn(box(0, 0, 10, 10)), "6/0": drawn(box(8, 8, 20, 20)) };

    expect(overlapsOn(present(cells), 0)).toMatchObject([{ below: { number: 1 }, above: { number: 2 }, pixels: 4 }]);
    expect(overlapsOn(present(cells, ["6", "5"]), 0)).toMatchObject([{ below: { number: 2 } }]);
  });

  test("that share a border overlap nowhere", () => {
    const cells = { "5/0": drawn(box(0, 0, 10, 10)), "6/0": drawn(box(10, 0, 20, 10)) };

    expect(overlapsOn(present(cells), 0)).toEqual([]);
  });
});

describe("an address", () => {
  const clip = { history: begin(present({})), frame: 0, frameCount: 60 };

  test("leads to its keyframe and its object", () => {
    expect(eventOf({ frame: 30, object: 2 }, clip)).toEqual({ type: "go", frame: 30, track: "6" });
    expect(eventOf({ object: 2 }, clip)).toEqual({ type: "go", frame: 0, track: "6" });
  });

  test("leads to any frame of the clip, also between the keyframes", () => {
    expect(eventOf({ frame: 47, object: 1 }, clip)).toEqual({ type: "go", frame: 47, track: "5" });
  });

  test("that names no frame and no object of the clip leads nowhere", () => {
    expect(eventOf({ frame: 60, object: 9 }, clip)).toBeNull();
    expect(eventOf({ frame: -1 }, clip)).toBeNull();
    expect(eventOf({}, clip)).toBeNull();
  });
});

describe("the card of a suggestion", () => {
  const view = { width: 1080, height: 560 };

  test.each([
    ["left above", { x0: 20, y0: 60, x1: 300, y1: 200 }],
    ["right above", { x0: 760, y0: 20, x1: 1060, y1: 200 }],
    ["right below", { x0: 760, y0: 400, x1: 1060, y1: 520 }],
  ])("does not cover an outline that is %s", (_, outline) => {
    const card = placeOfCard(view, outline, false);

    const apart = card.x1 <= outline.x0 || outline.x1 <= card.x0 || card.y1 <= outline.y0 || outline.y1 <= card.y0;
    expect(apart).toBe(true);
  });
});
