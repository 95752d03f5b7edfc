/** Frame and time lead to each other exactly, on every frame of the longest clip. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { clampFrame, frameAt, frameOfMediaTime, neighbourKeyframe, seekSeconds, tenthLabel, timeLabel } from "./frames";

test("a seek lands inside the frame it asks for", () => {
  fc.assert(
    fc.property(fc.nat(30 * 60 * 10), (frame) => {
      expect(frameAt(seekSeconds(frame))).toBe(frame);
      expect(frameOfMediaTime(frame / 30)).toBe(frame);
    }),
  );
});

test("a media time cut to microseconds still names its frame", () => {
  for (let frame = 0; frame < 900; frame++) expect(frameOfMediaTime(Math.floor((frame / 30) * 1e6) / 1e6)).toBe(frame);
});

test("keyframes lie every 30 frames and the last is inside the clip", () => {
  expect(neighbourKeyframe(0, 1, 100)).toBe(30);
  expect(neighbourKeyframe(31, -1, 100)).toBe(30);
  expect(neighbourKeyframe(30, -1, 100)).toBe(0);
  expect(neighbourKeyframe(95, 1, 100)).toBe(90);
  expect(neighbourKeyframe(0, -1, 100)).toBe(0);
});

test("frames outside the clip become its ends", () => {
  expect([clampFrame(-3, 100), clampFrame(100, 100), clampFrame(7, 100)]).toEqual([0, 99, 7]);
});

test("time is said to the hundredth", () => {
  expect([timeLabel(0), timeLabel(10), timeLabel(186), timeLabel(1830)]).toEqual([
    "0:00.00",
    "0:00.33",
    "0:06.20",
    "1:01.00",
  ]);
});

test("the ends of a loop are said to the tenth", () => {
  expect([tenthLabel(0), tenthLabel(48), tenthLabel(299), tenthLabel(1830)]).toEqual([
    "0:00.0",
    "0:01.6",
    "0:09.9",
    "1:01.0",
  ]);
});
