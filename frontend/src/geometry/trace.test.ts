/** What the brush and the clicks make are pixels; the rings around them must give just these pixels back. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Mask, rasterise } from "./raster";
import { crossingRings, faultOf, signedArea } from "./ring";
import { trace } from "./trace";

const mask = (...rows: readonly string[]): Mask => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  pixels: Uint8Array.from(rows.join(""), (sign) => (sign === "#" ? 1 : 0)),
});

const anyMask = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((pixels): Mask => ({ width, height, pixels: Uint8Array.from(pixels) })),
  );

describe("the outline of pixels", () => {
  test("gives back every pixel, in rings that touch neither themselves nor each other", () => {
    fc.assert(
      fc.property(anyMask, (given) => {
        const shape = trace(given);

        expect(rasterise(shape, given).pixels).toEqual(given.pixels);
        expect(shape.map(faultOf)).toEqual(shape.map(() => null));
        expect(crossingRings(shape)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("runs clockwise around a part and the other way around a hole", () => {
    const shape = trace(mask("####", "#..#", "####"));

    expect(shape.map((ring) => Math.sign(signedArea(ring)))).toEqual([1, -1]);
  });

  test("keeps two pixels apart that meet at a corner", () => {
    expect(trace(mask("#.", ".#"))).toHaveLength(2);
  });

  test("has no point in the middle of a straight side", () => {
    expect(trace(mask("......", ".####.", ".####.", ".####.", "......"))[0]).toHaveLength(8);
  });

  test("lies where the part of the frame lies", () => {
    expect(trace(mask("#"), { x: 10, y: 20 })[0]?.[0]).toEqual({ x: 10.5, y: 20 });
  });

  test("is nothing around nothing", () => {
    expect(trace(mask("...", "..."))).toEqual([]);
  });
});
