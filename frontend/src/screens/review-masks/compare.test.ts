/** Where two runs differ: lanes of their overlap, and one place to look at for each stretch. */
import { expect, test } from "vitest";
import { comparedLanes, placesOf } from "./compare";

const tracks = [
  { id: 5, number: 1, label: "a dog" },
  { id: 6, number: 2, label: "a ball" },
];

test("a lane is the overlap of the two runs, and has no line where one of them has no mask", () => {
  const compared = { tracks: [{ track: 5, number: 1, iou: [1, 0.7, 0.3, null], mean: 0.67 }] };

  const [dog, ball] = comparedLanes(tracks, compared, null);

  expect(dog?.trust.slice(0, 3)).toEqual([1, 0.7, 0.3]);
  expect(dog?.coverage).toEqual(["present", "present", "present", "missing"]);
  expect(dog?.dips).toEqual([{ track: 5, first: 1, last: 2, lowest: 0.3 }]);
  expect(ball?.coverage).toEqual([]);
});

test("frames beside a larger difference of the same object are not visited again", () => {
  const place = (track: number, frame: number, iou: number) => ({ track, frame, iou });
  const largest = [place(5, 40, 0.2), place(5, 41, 0.21), place(6, 42, 0.3), place(5, 55, 0.4)];

  expect(placesOf(largest).map(({ track, frame }) => [track, frame])).toEqual([
    [5, 40],
    [6, 42],
    [5, 55],
  ]);
});
