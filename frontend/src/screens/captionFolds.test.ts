/** The history of a caption, as sittings and not as keystrokes. */

import { describe, expect, it } from "vitest";
import { folded, predecessor, type Saved } from "./captionFolds";

const saved = (revision: number, minute: number, by = 1, source = "human"): Saved => ({
  revision,
  saved: new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString(),
  by: { id: by },
  source,
});
const shape = (versions: readonly Saved[]) =>
  folded(versions).map(({ newest, earlier }) => [newest.revision, ...earlier.map(({ revision }) => revision)]);

describe("the history of a caption", () => {
  it("folds the saves of one hand within ten minutes", () => {
    expect(shape([saved(4, 30), saved(3, 9), saved(2, 5), saved(1, 0)])).toEqual([[4], [3, 2, 1]]);
  });

  it("keeps a sitting to ten minutes, however steadily somebody saves", () => {
    const steady = Array.from({ length: 21 }, (_, at) => saved(21 - at, 20 - at));

    expect(shape(steady).map((fold) => fold.length)).toEqual([11, 10]);
  });

  it("never folds two people, or a person and a machine, into one", () => {
    expect(shape([saved(3, 3, 1), saved(2, 2, 2), saved(1, 1, 2, "machine")])).toEqual([[3], [2], [1]]);
  });

  it("compares a sitting with the sitting before it, and a save inside of one with the save before", () => {
    const folds = folded([saved(4, 30), saved(3, 9), saved(2, 5), saved(1, 0)]);

    expect(predecessor(folds, 4)?.revision).toBe(3);
    expect(predecessor(folds, 2)?.revision).toBe(1);
    expect(predecessor(folds, 1)).toBeNull();
  });
});
