/** A stroke covers the pixels whose middle the tip passed over, and no others. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { paint } from "./paint";
import { videoPoint } from "./point";
import { fromSegment } from "./simplify";

const frame = { width: 30, height: 20 };
const place = fc
  .tuple(fc.integer({ min: -64, max: 544 }), fc.integer({ min: -64, max: 384 }))
  .map(([x, y]) => videoPoint(x / 16, y / 16));

test("a stroke covers a pixel when its middle is no farther than the radius from the way", () => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 24 }), (way, half) => {
      const { mask, region } = paint(way, half / 2, frame);

      mask.pixels.forEach((pixel, i) => {
        const middle = videoPoint(region.x + (i % region.width) + 0.5, region.y + Math.floor(i / region.width) + 0.5);
        const away = Math.min(...way.map((a, k) => fromSegment(middle, a, way[k + 1] ?? a)));
        if (Math.abs(away - half / 2) > 1e-9) expect(pixel).toBe(away < half / 2 ? 1 : 0);
      });
    }),
    { numRuns: 80 },
  );
});
