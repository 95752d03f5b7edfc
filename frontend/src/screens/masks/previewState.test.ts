/** A preview fills the stretch between two decisions of one object, and holds while they stand. */
import { describe, expect, test } from "vitest";
import { annotation, type Cell } from "../../editor/document";
import { openEditor } from "../../editor/editor";
import { drawn, square } from "../../editor/hand";
import { reduce } from "../../editor/reduce";
import { isStale, type Stretch, stretchAt } from "./previewState";

const TRACKS = [{ id: "a", number: 1, label: "a dog" }];
const clip = (cells: Record<string, Cell>) =>
  openEditor(
    annotation(TRACKS, [0, 30, 60], new Map(Object.entries(cells))),
    { width: 640, height: 360 },
    true,
    new Set(),
    80,
  );
const at = (cells: Record<string, Cell>, frame: number) => reduce(clip(cells), { type: "go", frame, track: "a" });
const stretch = (cells: Record<string, Cell>, frame: number) => stretchAt(at(cells, frame)) as Stretch;

describe("a preview", () => {
  const cells = { "a/0": drawn(square(0, 0)), "a/30": drawn(square(5, 5)) };

  test("runs from the keyframe at or before the frame to the one after it", () => {
    expect(stretch(cells, 12)).toMatchObject({ first: 0, last: 29 });
  });

  test("runs to the end of the clip where nothing later is decided", () => {
    expect(stretch(cells, 30)).toMatchObject({ first: 30, last: 79 });
  });

  test("ends at a keyframe that was added between those of the work", () => {
    expect(stretch({ ...cells, "a/17": drawn(square(2, 2)) }, 3)).toMatchObject({ first: 0, last: 16 });
  });

  test("says what to do where nothing is drawn before", () => {
    expect(stretchAt(at({ "a/30": drawn(square(0, 0)) }, 0))).toMatch(/Draw the object/);
  });

  test("holds while something else is drawn, and not when either end is", () => {
    const here = stretch(cells, 0);
    const shape = square(50, 50);

    expect(isStale(here, at({ ...cells, "a/60": drawn(shape) }, 0))).toBe(false);
    expect(isStale(here, at({ ...cells, "a/30": drawn(shape) }, 0))).toBe(true);
    expect(isStale(here, at({ ...cells, "a/15": drawn(shape) }, 0))).toBe(true);
    expect(isStale(here, at({ "a/30": cells["a/30"] }, 0))).toBe(true);
  });
});
