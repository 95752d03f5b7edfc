/** A loop's ends stay in order and inside the clip, whichever way they are set. */

import { expect, test } from "vitest";
import { dragEnd, markEnd, rangeBetween } from "./loop";

test("a key puts an end where the clip stands", () => {
  expect(markEnd({ first: 0, last: 99 }, "first", 20, 100)).toEqual({ first: 20, last: 99 });
  expect(markEnd({ first: 20, last: 99 }, "last", 60, 100)).toEqual({ first: 20, last: 60 });
});

test("an end that is set beyond the other one opens the loop to the end of the clip", () => {
  expect(markEnd({ first: 20, last: 60 }, "first", 70, 100)).toEqual({ first: 70, last: 99 });
  expect(markEnd({ first: 20, last: 60 }, "last", 10, 100)).toEqual({ first: 0, last: 10 });
});

test("a loop keeps two frames at the very ends of the clip", () => {
  expect(markEnd({ first: 0, last: 99 }, "first", 99, 100)).toEqual({ first: 98, last: 99 });
  expect(markEnd({ first: 0, last: 99 }, "last", 0, 100)).toEqual({ first: 0, last: 1 });
});

test("a dragged end stops before the other one and at the clip's ends", () => {
  expect(dragEnd({ first: 20, last: 60 }, "first", 80, 100)).toEqual({ first: 59, last: 60 });
  expect(dragEnd({ first: 20, last: 60 }, "last", 5, 100)).toEqual({ first: 20, last: 21 });
  expect(dragEnd({ first: 20, last: 60 }, "first", -4, 100)).toEqual({ first: 0, last: 60 });
  expect(dragEnd({ first: 20, last: 60 }, "last", 140, 100)).toEqual({ first: 20, last: 99 });
});

test("a range drawn backwards is the same range", () => {
  expect(rangeBetween(50, 20)).toEqual({ first: 20, last: 50 });
  expect(rangeBetween(20, 20)).toBeUndefined();
});
