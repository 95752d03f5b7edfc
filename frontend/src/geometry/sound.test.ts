/** The quick answers must be those that the pairwise comparison gives, or the server refuses what passed here. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { videoPoint } from "./point";
import { crossingRings, faultOf } from "./ring";
import { meetingRings, soundRing } from "./sound";

const anyRing = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 8 })
  .map((points) => points.map(([x, y]) => videoPoint(x, y)));

describe("the sweep", () => {
  test("finds a ring sound when the comparison of all pairs does", () => {
    fc.assert(
      fc.property(anyRing, (ring) => {
        expect(soundRing(ring)).toBe(faultOf(ring) === null);
      }),
      { numRuns: 2000 },
    );
  });

  test("finds the same pairs of rings that meet", () => {
    fc.assert(
      fc.property(fc.array(anyRing, { maxLength: 5 }), (shape) => {
        expect(meetingRings(shape)).toEqual(crossingRings(shape));
      }),
      { numRuns: 500 },
    );
  });
});
