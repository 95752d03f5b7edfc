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
  expect([film.isHuman(0), film.isHuman(1)]).toEqual([true, false]);
  expect([film.isPresent(0, 72), film.isPresent(1, 72)]).toEqual([true, false]);
});

test("trust is a share", () => {
  expect(film.trust(71)).toEqual([1, 0.2]);
});
