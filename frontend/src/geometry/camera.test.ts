/** The camera is where a click lands: every tool trusts these four functions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitFrame, pan, toScreen, toVideo, zoomAt } from "./camera";
import { quantise, screenPoint, videoPoint } from "./point";

const camera = fc.record({
  scale: fc.double({ min: 0.1, max: 32, noNaN: true }),
  x: fc.double({ min: -5000, max: 5000, noNaN: true }),
  y: fc.double({ min: -5000, max: 5000, noNaN: true }),
});
const place = fc.record({
  x: fc.double({ min: 0, max: 2000, noNaN: true }),
  y: fc.double({ min: 0, max: 2000, noNaN: true }),
});

describe("the camera", () => {
  test("takes a place on the screen to the video and back to itself", () => {
    fc.assert(
      fc.property(camera, place, (view, { x, y }) => {
        const back = toScreen(toVideo(screenPoint(x, y), view), view);
        expect(back.x).toBeCloseTo(x, 6);
        expect(back.y).toBeCloseTo(y, 6);
      }),
    );
  });

  test("keeps what is under the pointer where it is while zooming", () => {
    fc.assert(
      fc.property(camera, place, fc.double({ min: 0.2, max: 5, noNaN: true }), (view, { x, y }, factor) => {
        const at = screenPoint(x, y);
        const before = toVideo(at, view);
        const after = toVideo(at, zoomAt(view, at, factor));
        expect(after.x).toBeCloseTo(before.x, 5);
        expect(after.y).toBeCloseTo(before.y, 5);
      }),
    );
  });

  test("stops zooming at 32 screen pixels a video pixel", () => {
    expect(zoomAt({ scale: 30, x: 0, y: 0 }, screenPoint(0, 0), 4).scale).toBe(32);
  });

  test("shows a whole 1280 × 720 frame in the middle of the canvas", () => {
    const view = fitFrame({ width: 1280, height: 720 }, { width: 1080, height: 562 }, 0);
    expect(toScreen(videoPoint(0, 0), view).y).toBeCloseTo(0);
    expect(toScreen(videoPoint(1280, 720), view).y).toBeCloseTo(562);
    expect(toScreen(videoPoint(640, 360), view).x).toBeCloseTo(540);
  });

  test("moves the picture as far as the hand moved", () => {
    const moved = pan({ scale: 2, x: 5, y: 7 }, 10, -3);
    expect(moved).toEqual({ scale: 2, x: 15, y: 4 });
  });
});

describe("a stored point", () => {
  test("lies on the 1/16 px grid and inside the frame", () => {
    const frame = { width: 640, height: 360 };
    expect(quantise(videoPoint(10.03, 20.1), frame)).toEqual({ x: 10, y: 20.125 });
    expect(quantise(videoPoint(-3, 400), frame)).toEqual({ x: 0, y: 360 });
  });
});
