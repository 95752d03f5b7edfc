/** Run lengths combined are the run lengths of the pixels combined. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { combine, inBoth, onlyFirst } from "./runs";

const pixels = fc.array(fc.boolean(), { minLength: 24, maxLength: 24 });

function runsOf(mask: readonly boolean[]): number[] {
  const runs = [0];
  for (const inside of mask) {
    const now = runs.length % 2 === 0;
    if (inside === now) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(1);
  }
  return runs;
}

test.each([
  ["in both", inBoth, (a: boolean, b: boolean) => a && b],
  ["only in the first", onlyFirst, (a: boolean, b: boolean) => a && !b],
])("pixels that are %s", (_, keep, rule) => {
  fc.assert(
    fc.property(pixels, pixels, (a, b) => {
      const expected = a.map((inside, at) => rule(inside, b[at] ?? false));
      expect(combine(runsOf(a), runsOf(b), keep)).toEqual(runsOf(expected));
    }),
  );
});
