/** Why: what three fields say is what the server is told, and nothing is sent that cannot add up. */
import { describe, expect, it } from "vitest";
import { fault, splitsOf } from "./choosing";

describe("sizes of splits", () => {
  it("are parts of one with a point, whatever stands in the fields", () => {
    expect(splitsOf("parts", ["71", "14.5", "14.5"])).toBe("0.71,0.145,0.145");
    expect(splitsOf("parts", ["100", "0", "0"])).toBe("1.0,0.0,0.0");
  });

  it("are numbers of clips, an empty field the rest", () => {
    expect(splitsOf("counts", ["", "2950", " 2950 "])).toBe("rest,2950,2950");
  });

  it("are refused where they cannot add up", () => {
    expect(fault("parts", ["70", "15", "16"], 9)).toMatch("101 %");
    expect(fault("parts", ["70", "x", "15"], 9)).toMatch("per cent");
    expect(fault("counts", ["", "", "1"], 9)).toMatch("one field empty");
    expect(fault("counts", ["", "5", "5"], 9)).toMatch("10 clips, and 9");
    expect(fault("counts", ["1", "5", "2"], 9)).toMatch("8 of 9");
    expect(fault("counts", ["1.5", "5", ""], 9)).toMatch("whole numbers");
  });

  it("are taken where they do", () => {
    expect(fault("parts", ["71", "14.5", "14.5"], 1)).toBeNull();
    expect(fault("counts", ["", "2", "2"], 9)).toBeNull();
    expect(fault("counts", ["5", "2", "2"], 9)).toBeNull();
  });
});
