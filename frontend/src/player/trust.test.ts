/** Dips of trust: found where the object is, passed over where it is absent, visited in time. */

import { expect, test } from "vitest";
import { MaskFilm } from "./maskFilm";
import { dipsOf, lanesOf, lowestFrame, nextDip, nextLook, spansOf, weakest } from "./trust";

const trust = [1, 0.7, 0.4, 0.9, 0.1, 0.2, 1];

test("a dip is a run below the line, with its lowest value", () => {
  expect(dipsOf(5, trust, () => true)).toEqual([
    { track: 5, first: 1, last: 2, lowest: 0.4 },
    { track: 5, first: 4, last: 5, lowest: 0.1 },
  ]);
});

test("frames without the object are no dip", () => {
  expect(dipsOf(5, trust, (frame) => frame < 4)).toHaveLength(1);
});

test("the lowest frame is where to look", () => {
  expect(lowestFrame({ track: 5, first: 1, last: 2, lowest: 0.4 }, trust)).toBe(2);
});

test("the next dip comes in time and starts again after the last", () => {
  const dips = [...dipsOf(5, trust, () => true), { track: 2, first: 3, last: 3, lowest: 0.5 }];

  expect(nextDip(dips, 0)?.first).toBe(1);
  expect(nextDip(dips, 1)).toMatchObject({ track: 2, first: 3 });
  expect(nextDip(dips, 4)?.first).toBe(1);
  expect(nextDip([], 4)).toBeUndefined();
});

test("a lane is cut where the object comes, goes, or was not computed", () => {
  expect(spansOf(["present", "present", "absent", "missing", "missing"])).toEqual([
    { kind: "present", first: 0, last: 1 },
    { kind: "absent", first: 2, last: 2 },
    { kind: "missing", first: 3, last: 4 },
  ]);
});

/** 1 pixel, 4 frames: object 1 dips at frame 2, object 2 lower at frame 3 and is absent at frame 1. */
const film = new MaskFilm({
  size: [1, 1],
  tracks: [
    { id: 5, number: 1 },
    { id: 6, number: 2 },
  ],
  frames: [
    ["01", "01"],
    ["01", "1"],
    ["01", "01"],
    ["01", "01"],
  ],
  human: [0],
  extra: [],
  segments: [],
  confidence: [
    [255, 250, 180, 200],
    [255, 0, 250, 51],
  ],
});
const tracks = [
  { id: 5, number: 1, label: "a dog" },
  { id: 6, number: 2, label: "a ball" },
];

test("the next look goes from dip to dip over all objects", () => {
  const lanes = lanesOf(tracks, film);

  expect(nextLook(lanes, 0)).toEqual({ track: 5, frame: 2 });
  expect(nextLook(lanes, 2)).toEqual({ track: 6, frame: 3 });
  expect(nextLook(lanesOf(tracks, null), 0)).toBeNull();
});

test("the object that most needs a look is the least trusted one that is there", () => {
  const lanes = lanesOf(tracks, film);

  expect(weakest(lanes, 1)).toBeNull();
  expect(weakest(lanes, 3)).toMatchObject({ lane: { track: 6 }, trust: 0.2 });
});
