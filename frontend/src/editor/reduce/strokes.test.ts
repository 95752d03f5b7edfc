/** The hand on the canvas: who takes a press, how the picture moves under it, and drawing without a pointer. */
import { describe, expect, test } from "vitest";
import { toVideo } from "../../geometry/camera";
import { click, drag, drawn, keys, middle, opened, point, ringsAt, square } from "../hand";
import { reduce } from "../reduce";

const withSquare = () => opened({ "a/0": drawn(square(100, 100)) });

describe("the pointer", () => {
  test("pans with the middle button whatever the tool, and draws nothing", () => {
    const drawing = keys(opened(), "n");
    const moved = drag(drawing, [100, 100], [150, 100], { button: 1 });

    expect(moved.camera.x).toBeGreaterThan(drawing.camera.x);
    expect(moved.tool).toEqual(drawing.tool);
    expect(moved.panning).toBeNull();
  });

  test("takes a drawing's last point back with the right button", () => {
    const two = click(click(keys(opened(), "n"), [50, 50]), [150, 50]);

    expect(click(two, [200, 200], { button: 2 }).tool).toMatchObject({ points: [{ x: 50, y: 50 }] });
  });

  test("draws nothing where there is no picture to draw on, but still pans", () => {
    const drawing = reduce(keys(opened(), "n", "ArrowUp"), { type: "blind", blind: true });

    expect(point(drawing, "press", [50, 50])).toBe(drawing);
    expect(keys(drawing, "a").tool).toBe(drawing.tool);
    expect(point(drawing, "press", [50, 50], { button: 1 }).panning).not.toBeNull();
  });

  test("shows the whole frame again by a double click beside the objects, and not on one", () => {
    const near = reduce(withSquare(), { type: "zoom", at: middle(withSquare()), factor: 1.5 });

    expect(point(near, "double", [150, 150]).camera).toEqual(near.camera);
    expect(point(near, "double", [300, 300]).fitted).toBe(true);
  });

  test("gives the eye another picture and the tools the same pixels", () => {
    const lit = reduce(withSquare(), { type: "picture", brightness: 1.4, contrast: 99 });

    expect(lit.picture).toEqual({ brightness: 1.4, contrast: 3 });
    expect(keys(lit, "Shift+z").picture).toEqual({ brightness: 1, contrast: 1 });
  });
});

describe("the crosshair", () => {
  test("draws an outline by keys alone", () => {
    const drawnByKeys = keys(
      opened(),
      ..."n ArrowRight a Ctrl+ArrowRight a Ctrl+ArrowDown Shift+ArrowUp a Enter".split(" "),
    );

    expect(ringsAt(drawnByKeys, "a", 0)).toEqual([
      [
        [320, 180],
        [420, 180],
        [420, 270],
      ],
    ]);
    expect(drawnByKeys.crosshair).toBeNull();
  });

  test("appears where the view is, stays in the frame and takes the view along", () => {
    const near = [1, 2, 3].reduce(
      (now) => reduce(now, { type: "zoom", at: middle(now), factor: 2 }),
      keys(opened(), "n"),
    );
    const far = keys(near, "ArrowUp", "Ctrl+ArrowUp", "Ctrl+ArrowUp", "Ctrl+ArrowUp");
    const seen = toVideo(middle(far), far.camera);

    expect(far.crosshair).toMatchObject({ x: 320, y: 0 });
    expect(Math.abs(seen.y)).toBeLessThan(30);
  });

  test("gives way to the pointer", () => {
    expect(point(keys(opened(), "n", "ArrowUp"), "move", [10, 10]).crosshair).toBeNull();
  });

  test("slices and joins", () => {
    const cut = keys(
      withSquare(),
      ..."c ArrowUp Ctrl+ArrowLeft Ctrl+ArrowLeft Ctrl+ArrowLeft".split(" "),
      ..."Shift+ArrowUp Shift+ArrowUp Shift+ArrowUp a Ctrl+ArrowRight Ctrl+ArrowRight a Enter".split(" "),
    );
    const joined = click(click(keys(cut, "j"), [150, 120]), [150, 180]);

    expect(ringsAt(cut, "a", 0)).toHaveLength(2);
    expect(ringsAt(joined, "a", 0)).toHaveLength(1);
  });
});

describe("a tool", () => {
  test.each(["x", "c", "j", "Shift+x", "q"])("that needs an outline (%s) is not taken without one", (key) => {
    expect(keys(opened(), key)).toEqual(opened());
  });

  test("says why it is not taken", () => {
    expect(reduce(withSquare(), { type: "tool", tool: "join" }).notice).toContain("two parts");
    expect(reduce(opened({}, false), { type: "tool", tool: "brush" }).notice).toContain("not open");
  });

  test("paints with the radius that was chosen, also the next time", () => {
    const larger = keys(opened(), "b", "]");
    const again = keys(larger, "v", "b");

    expect(larger.radius).toBeGreaterThan(opened().radius);
    expect(again.tool).toMatchObject({ tool: "brush", radius: larger.radius });
  });

  test("shows a hidden object when it is to be drawn", () => {
    expect(keys(withSquare(), "h", "n").hidden.size).toBe(0);
  });
});

describe("undo", () => {
  test("takes back points first, then the history, and puts both back", () => {
    const absent = keys(opened(), "o", "o");
    const drawing = click(click(keys(absent, "n"), [50, 50]), [150, 50]);
    const one = keys(drawing, "Ctrl+z");
    const none = keys(one, "Ctrl+z", "Ctrl+z");

    expect(one.tool).toMatchObject({ points: [{ x: 50, y: 50 }] });
    expect(keys(one, "Ctrl+Shift+z").tool).toMatchObject({ points: [{ x: 50 }, { x: 150 }] });
    expect(ringsAt(none, "a", 0)).toBe("absent");
  });
});

test("moving a point of a shared border moves both outlines, and undo moves both back", () => {
  const neighbours = opened({ "a/0": drawn(square(100, 100)), "b/0": drawn(square(200, 100)) });
  const moved = drag(neighbours, [200, 100], [210, 90]);
  const hidden = drag(reduce(neighbours, { type: "hide", track: "b" }), [200, 100], [210, 90]);

  expect(ringsAt(moved, "a", 0)).toMatchObject([[{}, [210, 90], {}, {}]]);
  expect(ringsAt(moved, "b", 0)).toMatchObject([[[210, 90], {}, {}, {}]]);
  expect(ringsAt(hidden, "b", 0)).toEqual(ringsAt(moved, "b", 0));
  expect(keys(moved, "Ctrl+z").history.present.cells).toEqual(neighbours.history.present.cells);
});
