/** What is painted says whose it is: a person's solid, computed hatched, what is not kept dashed, two runs apart. */
import { expect, test } from "vitest";
import { differenceOf, masksOf } from "./layers";
import { MaskFilm } from "./maskFilm";
import { area } from "./rle";

/** 1 × 8 pixels, two frames, the first a person's. Counts: pixels out, in, out. */
const film = (...frames: string[]) =>
  new MaskFilm({
    size: [8, 1],
    tracks: [{ id: 5, number: 1 }],
    frames: frames.map((counts) => [counts]),
    human: [0],
    extra: [],
    segments: [],
    confidence: [frames.map(() => 255)],
  });
const look = { hidden: new Set<number>(), lit: new Set<number>(), humanOnly: false };
const hex = () => "#6B9EFF";

test("a person's mask is solid, a computed one hatched", () => {
  const painted = masksOf(film("242", "242"), look);

  expect(painted.layersAt(0, hex)).toMatchObject([{ hatched: false, dashed: false }]);
  expect(painted.layersAt(1, hex)).toMatchObject([{ hatched: true, dashed: false }]);
});

test("of what is not kept only the computed part is dashed", () => {
  const painted = masksOf(film("242", "242"), { ...look, dashed: true });

  expect([0, 1].map((frame) => painted.layersAt(frame, hex)[0]?.dashed)).toEqual([false, true]);
});

test("only people's masks leave computed frames empty", () => {
  expect(masksOf(film("242", "242"), { ...look, humanOnly: true }).layersAt(1, hex)).toEqual([]);
});

test("a difference paints apart what both have, what only one has, and what only the other has", () => {
  const painted = differenceOf(film("242", "242"), film("242", "341"), look);

  expect(painted.layersAt(1, hex).map(({ runs }) => area(runs))).toEqual([3, 1, 1]);
});
