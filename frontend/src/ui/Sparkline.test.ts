import { describe, expect, it } from "vitest";
import { points } from "./Sparkline";

describe("a sparkline", () => {
  it("goes from edge to edge, its most at the top and nothing at the bottom", () => {
    expect(points([0, 4, 2])).toBe("1.0,15.0 28.0,1.0 55.0,8.0");
  });

  it("lies at the bottom where nothing happened, and has a place for a single value", () => {
    expect(points([0, 0])).toBe("1.0,15.0 55.0,15.0");
    expect(points([3])).toBe("1.0,1.0");
    expect(points([])).toBe("");
  });
});
