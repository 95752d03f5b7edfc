/** Two masks as run lengths, combined without making a pixel: what both have, and what only one has. */

type Both = (one: boolean, other: boolean) => boolean;

export const inBoth: Both = (one, other) => one && other;
export const onlyFirst: Both = (one, other) => one && !other;

/** The runs of the pixels for which `keep` holds; both masks have as many pixels. */
export function combine(one: readonly number[], other: readonly number[], keep: Both): number[] {
  const runs: number[] = [];
  let [i, j] = [0, 0];
  let [left, right] = [one[0] ?? 0, other[0] ?? 0];
  let inside = false;
  let length = 0;
  while (i < one.length && j < other.length) {
    const step = Math.min(left, right);
    const now = keep(i % 2 === 1, j % 2 === 1);
    if (step > 0 && now !== inside) {
      runs.push(length);
      inside = now;
      length = 0;
    }
    length += step;
    left -= step;
    right -= step;
    while (left === 0 && i < one.length) left = one[++i] ?? 0;
    while (right === 0 && j < other.length) right = other[++j] ?? 0;
  }
  runs.push(length);
  return runs;
}
