/** Why: a time or a size that reads wrong is believed. */
import { describe, expect, it } from "vitest";
import { bytes, clipNumber, clock, duration, frameClock, when, whenShort } from "./labels";

describe("labels", () => {
  it("says how long something takes in the unit that one would use", () => {
    expect([0.2, 12.4, 59.4, 60, 3540, 3600, 7500].map(duration)).toEqual([
      "1 s",
      "12 s",
      "59 s",
      "1 min",
      "59 min",
      "1 h",
      "2 h 5 min",
    ]);
  });

  it("write a clip's number with six digits", () => {
    expect(clipNumber(42)).toBe("000042");
  });

  it("write seconds with tenths, cut and not rounded up to a time that the clip never reaches", () => {
    expect([clock(10.3), clock(65), clock(9.999), frameClock(186)]).toEqual(["0:10.3", "1:05.0", "0:09.9", "0:06.2"]);
  });

  it("write sizes with two or three figures in decimal units", () => {
    expect([bytes(0), bytes(999), bytes(1000), bytes(29_700_000), bytes(2 * 2 ** 30)]).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "29.7 MB",
      "2.1 GB",
    ]);
  });

  it("say when something was as shortly as is still clear", () => {
    const now = new Date(2025, 10, 21, 12, 4);
    const at = (...parts: [number, number, number, number, number]) => when(new Date(...parts).toISOString(), now);

    expect(at(2025, 10, 21, 12, 4)).toBe("just now");
    expect(at(2025, 10, 21, 12, 2)).toBe("2 min ago");
    expect(at(2025, 10, 21, 8, 52)).toBe("08:52");
    expect(at(2025, 10, 20, 17, 41)).toBe("yesterday 17:41");
    expect(at(2025, 10, 17, 9, 0)).toBe("Mon");
    expect(at(2025, 9, 6, 9, 0)).toBe("6 Oct");
    expect(at(2024, 9, 6, 9, 0)).toBe("6 Oct 2024");
  });

  it("say it in one word where a column is narrow", () => {
    const now = new Date(2025, 10, 21, 12, 4);
    const at = (date: number, hour: number) => whenShort(new Date(2025, 10, date, hour, 41).toISOString(), now);

    expect([at(21, 11), at(20, 17), at(1, 9)]).toEqual(["11:41", "Thu", "1 Nov"]);
  });
});
