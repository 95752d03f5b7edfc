/** Waiting for a machine is the machine's time, and little of our own. */
import { describe, expect, test } from "vitest";
import { nextLook } from "./looks";

/** When a page looks, and how often, until an answer that is there after so many milliseconds is seen. */
function seen(there: number): { after: number; looks: number } {
  let [after, looks] = [0, 0];
  for (; after < there; looks += 1) after += nextLook(after);
  return { after, looks };
}

describe("an answer", () => {
  test.each([30, 150, 400, 700, 990, 2000])("that is there after %i ms is seen soon", (there) => {
    expect(seen(there).after - there).toBeLessThanOrEqual(Math.max(80, there / 6));
  });

  test("that takes a second costs a dozen looks at most, and later ones come no more than 400 ms apart", () => {
    expect(seen(1000).looks).toBeLessThanOrEqual(12);
    expect(nextLook(60_000)).toBe(400);
  });
});
