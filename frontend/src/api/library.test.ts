/** A filter reads the same from an address, a saved view and a number's link. */
import { describe, expect, it } from "vitest";
import { filterOf, isNarrowed, narrowed, queryOf, readFilter } from "./library";

describe("a filter", () => {
  it("is the same after it was written and read", () => {
    const filter = readFilter({ stage: "to_mask,masking", waits: 48, search: "grey dog", up: true, sort: "changed" });

    expect(filterOf(queryOf(filter))).toEqual(filter);
  });

  it("takes numbers as words and words as numbers, and leaves out what it does not know", () => {
    expect(
      readFilter({ search: 12345, waits: "48", page: 3, nonsense: "x", length_least: "soon", up: "false" }),
    ).toEqual({
      search: "12345",
      waits: 48,
    });
  });

  it("loses a word that is emptied and keeps the others", () => {
    expect(narrowed({ stage: "ready", source: "UVO" }, { stage: "" })).toEqual({ source: "UVO" });
  });

  it("is not narrowed by an order alone", () => {
    expect(isNarrowed({ sort: "length", up: true })).toBe(false);
    expect(isNarrowed({ waits: 0 })).toBe(true);
  });
});
