/** Pins: where a press lands in the video, and what is sent for it. */

import { expect, test } from "vitest";
import { emptyPin, isStarted, missing, newFinding, pointAt } from "./pins";

test("a press is found in video pixels whatever the picture's size on screen", () => {
  const box = { left: 100, top: 50, width: 640, height: 360 };

  expect(pointAt({ clientX: 420, clientY: 230 }, box, { width: 1280, height: 720 })).toEqual({ x: 640, y: 360 });
  expect(pointAt({ clientX: 0, clientY: 999 }, box, { width: 1280, height: 720 })).toEqual({ x: 0, y: 720 });
});

test("a pin is sent with its point and object, one without them about the whole", () => {
  const pin = { ...emptyPin(1), reason: "leak", text: " too wide " };

  expect(newFinding({ ...pin, track: 7, point: { frame: 12, x: 1.5, y: 2 } })).toEqual({
    reason: "leak",
    text: "too wide",
    track: 7,
    frame: 12,
    x: 1.5,
    y: 2,
  });
  expect(newFinding(pin)).toEqual({ reason: "leak", text: "too wide" });
});

test("a pin without a reason is started but not ready", () => {
  const pin = { ...emptyPin(1), point: { frame: 0, x: 1, y: 1 } };

  expect(isStarted(pin)).toBe(true);
  expect(missing(pin)).toBe("Choose a reason first.");
  expect(isStarted(emptyPin(2))).toBe(false);
});
