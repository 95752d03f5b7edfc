/** Why: what a checkpoint learned from decides whether it may be scored; a slip of the reader would let it cheat. */
import { describe, expect, it } from "vitest";
import { readProvenance, readTyped } from "./bringing";

describe("typed numbers", () => {
  it("are read with commas, blanks and leading zeros", () => {
    expect(readTyped(" 000012, 7\n8;9 ")).toEqual({ numbers: [12, 7, 8, 9] });
    expect(readTyped("")).toEqual({ numbers: [] });
  });

  it("are refused where one is none", () => {
    expect(readTyped("12, x")).toEqual({ fault: "“x” is no video number." });
    expect(readTyped("-3")).toHaveProperty("fault");
    expect(readTyped("1234567")).toHaveProperty("fault");
  });
});

describe("a file", () => {
  it("is a provenance or a bare list", () => {
    expect(readProvenance('{"stage": "3", "trained_on": [1, 2]}')).toEqual({ numbers: [1, 2] });
    expect(readProvenance("[5]")).toEqual({ numbers: [5] });
  });

  it.each(["no JSON", "{}", "null", '{"trained_on": [1.5]}', '["1"]', "[-1]"])("%s is refused", (text) => {
    expect(readProvenance(text)).toHaveProperty("fault");
  });
});
