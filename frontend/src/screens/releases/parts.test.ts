import { describe, expect, it } from "vitest";
import { partsInOrder } from "./parts";

const part = (path: string, folder = true) => ({ path, folder, files: 1, bytes: 1 });

describe("the parts of a release", () => {
  it("begin with the ViCaS layout, go on with formats, and end with what tells of it", () => {
    const mixed = [part("README.md", false), part("formats/davis"), part("videos"), part("annotations")];

    expect(partsInOrder(mixed).map(({ part: { path } }) => path)).toEqual([
      "annotations",
      "videos",
      "formats/davis",
      "README.md",
    ]);
  });

  it("are called what their readers call them, and by their path where nobody named them", () => {
    const names = partsInOrder([part("annotations"), part("formats/new"), part("odd.bin", false)]);

    expect(names.map(({ name }) => name)).toEqual(["ViCaS JSON", "new", "odd.bin"]);
  });
});
