/** A mask file asked by frame: what is there, who drew it, whom a click meets. */

import { expect, test } from "vitest";
import { MaskFilm } from "./maskFilm";

/** 5 × 4 pixels; object 1 fills the middle six, object 2 lies over their left column on frame 0 and is absent later. */
const film = new MaskFilm({
  size: [4, 5],
  tracks: [
    { id: 71, number: 1 },
    { id: 72, number: 0 },
  ],
  frames: [
    ["5220003", "52="],
    ["5220003", null],
  ],
  human: [0],
  extra: [{ track: 71, frame: 1 }],
  segments: [{ track: 72, first: 0, last: 1, stale: false, cycle: 0.62 }],
  confidence: [
    [255, 51],
    [255, 0],
  ],
});

test("gives the masks of a frame with the number of their object", () => {
  expect(film.at(0)).toEqual([
    { track: 71, number: 1, runs: [5, 2, 2, 2, 2, 2, 5] },
    { track: 72, number: 0, runs: [5, 2, 13] },
  ]);
  expect(film.at(1).map(({ track }) => track)).toEqual([71]);
  expect(film.at(99)).toEqual([]);
});

test("a click meets the object that lies on top", () => {
  expect(film.trackAt(0, 1.5, 1.5)).toBe(72);
  expect(film.trackAt(0, 3.2, 2.9)).toBe(71);
  expect(film.trackAt(0, 0, 0)).toBeNull();
});

test("knows a person's frames from computed ones, and presence", () => {
  expect([film.isHuman(0, 72), film.isHuman(1, 72)]).toEqual([true, false]);
  expect([film.isPresent(0, 72), film.isPresent(1, 72)]).toEqual([true, false]);
});

test("an object's anchor lies on it", () => {
  const at = film.anchor(0, 71);

  expect(at && film.trackAt(0, at.x, at.y)).toBe(71);
  expect(film.anchor(1, 72)).toBeNull();
});

test("trust is a share", () => {
  expect(film.trust(71)).toEqual([1, 0.2]);
});

test("a keyframe that was added between those of the work is a person's, for its own object only", () => {
  expect([film.isHuman(1, 71), film.isHuman(1, 72)]).toEqual([true, false]);
  expect([film.humanFrames(71), film.humanFrames(72)]).toEqual([[0, 1], [0]]);
});

test("what nobody computed is missing, and not absent", () => {
  expect(film.coverage(71)).toEqual(["present", "present"]);
  expect(film.coverage(72)).toEqual(["present", "missing"]);
});

test("a frame's segment says how well its left keyframe alone reaches the right one", () => {
  expect(film.segmentAt(72, 1)?.cycle).toBe(0.62);
  expect(film.segmentAt(71, 1)).toBeUndefined();
});
