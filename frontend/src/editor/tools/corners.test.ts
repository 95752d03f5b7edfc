/** Several vertices at once: chosen by a rectangle or by keys, moved as one, deleted as one. */
import { describe, expect, test } from "vitest";
import { click, drag, drawn, keys, opened, point, ringsAt, square } from "../hand";
import { reduce } from "../reduce";

const withSquare = () => opened({ "a/0": drawn(square(100, 100)) });
const shift = { shift: true };
const upper = () => drag(withSquare(), [80, 80], [220, 120], shift);

describe("a rectangle with Shift", () => {
  test("chooses what is in it, and Delete takes it away together", () => {
    expect(upper().tool).toMatchObject({
      several: [
        { ring: 0, vertex: 0 },
        { ring: 0, vertex: 1 },
      ],
      band: null,
    });
    const many = drag(
      opened({ "a/0": drawn([[...(square(100, 100)[0] ?? []), ...(square(80, 150, 20)[0] ?? []).slice(0, 1)]]) }),
      [70, 140],
      [110, 210],
      shift,
    );
    expect(ringsAt(keys(many, "Delete"), "a", 0)).toEqual([
      [
        [100, 100],
        [200, 100],
        [200, 200],
      ],
    ]);
  });

  test("is seen while it is drawn, and let go by Escape", () => {
    const drawing = point(point(withSquare(), "press", [80, 80], shift), "move", [150, 150], shift);

    expect(drawing.tool).toMatchObject({ band: {} });
    expect(keys(drawing, "Escape").tool).toMatchObject({ band: null, several: [] });
  });

  test("deletes an outline whole that would be left with two points", () => {
    expect(ringsAt(keys(upper(), "Delete"), "a", 0)).toBeNull();
  });
});

describe("several vertices", () => {
  test("go where one of them is dragged", () => {
    expect(ringsAt(drag(upper(), [100, 100], [110, 90]), "a", 0)).toEqual([
      [
        [110, 90],
        [210, 90],
        [200, 200],
        [100, 200],
      ],
    ]);
  });

  test("stop together at the border of the frame", () => {
    expect(ringsAt(drag(upper(), [100, 100], [-100, 90]), "a", 0)).toMatchObject([[[0, 90], [100, 90], {}, {}]]);
  });

  test("are nudged together and stay chosen", () => {
    const nudged = keys(upper(), "Shift+ArrowUp", "ArrowUp");

    expect(ringsAt(nudged, "a", 0)).toMatchObject([[[100, 89], [200, 89], {}, {}]]);
    expect(nudged.tool).toMatchObject({ several: [{}, {}] });
  });

  test("are gathered one by one with Shift and a click, and let go the same way", () => {
    const two = click(click(withSquare(), [100, 100], shift), [200, 200], shift);

    expect(two.tool).toMatchObject({ several: [{ vertex: 0 }, { vertex: 2 }] });
    expect(click(two, [100, 100], shift).tool).toMatchObject({ chosen: { vertex: 2 }, several: [] });
  });

  test("are put back when the outline would cross itself", () => {
    const crossed = drag(upper(), [100, 100], [250, 200]);

    expect(ringsAt(crossed, "a", 0)).toEqual(ringsAt(withSquare(), "a", 0));
    expect(crossed.notice).toContain("cross");
  });
});

describe("by keyboard", () => {
  test("one walks from vertex to vertex over the ends, both ways", () => {
    const walked = (...pressed: string[]) => keys(withSquare(), ...pressed).tool;

    expect(walked(".")).toMatchObject({ chosen: { ring: 0, vertex: 0 } });
    expect(walked(".", ".")).toMatchObject({ chosen: { vertex: 1 } });
    expect(walked(".", ",")).toMatchObject({ chosen: { vertex: 3 } });
    expect(walked(".", "Shift+>", "Shift+>")).toMatchObject({ several: [{}, {}, {}] });
    expect(walked("Ctrl+a")).toMatchObject({ several: [{}, {}, {}, {}] });
  });

  test("one adds a point in the middle of the next edge and moves it", () => {
    expect(ringsAt(keys(withSquare(), ".", "Insert", "Shift+ArrowUp"), "a", 0)).toEqual([
      [
        [100, 100],
        [150, 90],
        [200, 100],
        [200, 200],
        [100, 200],
      ],
    ]);
  });

  test("one moves a whole outline that was chosen in the list", () => {
    const chosen = reduce(withSquare(), { type: "choose-ring", ring: 0 });

    expect(ringsAt(keys(chosen, "Shift+ArrowRight"), "a", 0)).toMatchObject([[[110, 100], [210, 100], {}, {}]]);
  });
});
