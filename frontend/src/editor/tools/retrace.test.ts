/** Redrawing a stretch by the verbs of a pointer and a keyboard, and what may never come of it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spotOn } from "../../geometry/border";
import { quantise, screenPoint, type VideoPoint, videoPoint } from "../../geometry/point";
import { type Mask, rasterise } from "../../geometry/raster";
import { faultOf, type Ring, type Shape } from "../../geometry/ring";
import { click, drag, drawn, keys, opened, point, ringsAt, square } from "../hand";
import { reduce } from "../reduce";
import { type RetraceState, startRetrace, stepRetrace } from "./retrace";
import type { Input, Outcome, Scene } from "./tool";

/** Object 1 is a square from (100, 100) to (300, 300) at one CSS pixel a video pixel. */
const start = () => keys(opened({ "a/0": drawn(square(100, 100, 200)) }), "Shift+N");

describe("redrawing a stretch", () => {
  test("puts the new line where the nearer side was, keeping the rest and its order", () => {
    const end = [[150, 100] as const, [170, 80] as const, [230, 80] as const, [250, 100] as const].reduce(
      (editor, at) => click(editor, at),
      start(),
    );

    expect(ringsAt(end, "a", 0)).toEqual([
      [
        [100, 100],
        [150, 100],
        [170, 80],
        [230, 80],
        [250, 100],
        [300, 100],
        [300, 300],
        [100, 300],
      ],
    ]);
    expect(end.tool.tool).toBe("select");
  });

  test("goes against the order of the points as well", () => {
    const end = click(click(click(start(), [300, 300]), [280, 200]), [300, 100]);

    expect(ringsAt(end, "a", 0)).toEqual([
      [
        [100, 100],
        [300, 100],
        [280, 200],
        [300, 300],
        [100, 300],
      ],
    ]);
  });

  test("keeps the nearer side and drops the rest when Alt is held at the end", () => {
    const end = click(click(click(start(), [150, 100]), [200, 150]), [250, 100], { alt: true });

    expect(ringsAt(end, "a", 0)).toEqual([
      [
        [250, 100],
        [200, 150],
        [150, 100],
      ],
    ]);
  });

  test("shows what will go while one aims at the end, and the other side with Alt", () => {
    const aiming = click(click(start(), [150, 100]), [200, 80]);
    const shown = (alt: boolean) => {
      const { tool } = point(aiming, "move", [250, 101], { alt });
      return tool.tool === "retrace" ? tool.aim?.gone.map(({ x, y }) => [x, y]) : null;
    };

    expect(shown(false)).toEqual([
      [150, 100],
      [250, 100],
    ]);
    expect(shown(true)).toHaveLength(6);
  });

  test("is one change, which undo takes back, and keeps saying which suggestion the outline began as", () => {
    const cell = { ...drawn(square(100, 100, 200)), from: "suggestion" };
    const begun = keys(opened({ "a/0": cell }), "Shift+N");

    const end = click(click(click(begun, [150, 100]), [200, 80]), [250, 100]);

    expect(end.history.past).toHaveLength(1);
    expect(end.history.present.cells.get("a/0")).toMatchObject({ from: "suggestion" });
    expect(ringsAt(keys(end, "Ctrl+Z"), "a", 0)).toEqual(ringsAt(begun, "a", 0));
  });

  test("is traced with the button held, from the outline to the outline", () => {
    const way: readonly (readonly [number, number])[] = [
      [160, 90],
      [180, 70],
      [200, 65],
      [220, 70],
      [240, 90],
      [250, 100],
    ];
    const pressed = point(start(), "press", [150, 100]);

    const end = point(
      way.reduce((editor, at) => point(editor, "move", at), pressed),
      "release",
      [250, 100],
    );

    const ring = ringsAt(end, "a", 0)?.[0];
    expect(ring).toContainEqual([150, 100]);
    expect(ring).toContainEqual([250, 100]);
    expect(Math.min(...(Array.isArray(ring) ? ring.map(([, y]) => y) : []))).toBeLessThan(72);
  });

  test("takes points back and puts them back, the first one too", () => {
    const two = click(click(start(), [150, 100]), [200, 80]);

    const none = keys(two, "Ctrl+Z", "Backspace");
    const again = keys(none, "Ctrl+Shift+Z", "Ctrl+Shift+Z");

    expect(none.tool).toMatchObject({ tool: "retrace", points: [] });
    expect(ringsAt(click(again, [250, 100]), "a", 0)).toEqual(ringsAt(click(two, [250, 100]), "a", 0));
  });

  test("ends with Enter where the last point lies beside the outline, and takes such points with Shift", () => {
    const beside = click(click(click(start(), [150, 100]), [200, 104], { shift: true }), [250, 97], { shift: true });

    const end = keys(beside, "Enter");

    expect(ringsAt(beside, "a", 0)).toEqual(ringsAt(start(), "a", 0));
    expect(ringsAt(end, "a", 0)?.[0]).toContainEqual([200, 104]);
  });

  test("is drawn with the keyboard's crosshair, which appears on the outline", () => {
    const begun = keys(start(), "A", "A");

    const end = keys(begun, "Ctrl+ArrowDown", ...Array(2).fill("Shift+ArrowLeft"), "A");
    const done = keys(end, "Ctrl+ArrowDown", ...Array(2).fill("Shift+ArrowRight"), "A");

    expect(begun.tool).toMatchObject({ points: [{ x: 300, y: 100 }] });
    expect(ringsAt(done, "a", 0)?.[0]).toContainEqual([280, 200]);
    expect(ringsAt(done, "a", 0)?.[0]).toHaveLength(5);
  });
});

describe("what is refused", () => {
  const cases: readonly (readonly [string, readonly (readonly [number, number])[], string])[] = [
    ["a beginning off the outline", [[200, 200]], "Begin on the outline"],
    [
      "a line that crosses itself",
      [
        [150, 100],
        [150, 50],
        [200, 50],
        [120, 70],
      ],
      "would cross the outline",
    ],
    [
      "a line that crosses what stays",
      [
        [150, 100],
        [200, 130],
        [320, 130],
        [320, 80],
        [250, 100],
      ],
      "outline that stays",
    ],
    [
      "an end where it began",
      [
        [150, 100],
        [170, 60],
        [190, 70],
        [150, 100],
      ],
      "where the line began",
    ],
  ]; // prettier-ignore

  test.each(cases)("%s, with a sentence, and nothing is changed", (_, places, sentence) => {
    const end = places.reduce((editor, at) => click(editor, at), start());

    expect(end.notice).toContain(sentence);
    expect(end.history.past).toEqual([]);
    expect(end.tool.tool).toBe("retrace");
  });

  test("an end on an outline that was exchanged meanwhile", () => {
    const begun = click(click(start(), [150, 100]), [200, 80]);
    const received = reduce(begun, {
      type: "receive",
      change: { label: "elsewhere", writes: [{ track: "a", frame: 0, cell: drawn(square(110, 100, 190)) }] },
    });

    expect(click(received, [250, 100]).notice).toContain("changed meanwhile");
  });

  test("to begin where nothing is drawn", () => {
    expect(keys(opened(), "Shift+N").tool.tool).toBe("select");
    expect(reduce(opened(), { type: "tool", tool: "retrace" }).notice).toContain("no outline");
  });
});

describe("a shared border", () => {
  const left: Shape = square(100, 100, 100);
  const right: Shape = [[videoPoint(200, 100), videoPoint(300, 100), videoPoint(300, 200), videoPoint(200, 200)]];
  const redrawn = (locked: boolean) => {
    const opening = opened({ "a/0": drawn(left), "b/0": drawn(right) });
    const editor = locked ? reduce(opening, { type: "lock", track: "b" }) : opening;
    return click(click(click(keys(editor, "Shift+N"), [200, 100]), [220, 150]), [200, 200]);
  };

  test("is redrawn in both outlines", () => {
    expect(ringsAt(redrawn(false), "a", 0)?.[0]).toContainEqual([220, 150]);
    expect(ringsAt(redrawn(false), "b", 0)?.[0]).toContainEqual([220, 150]);
    expect(redrawn(false).history.past).toHaveLength(1);
  });

  test("of a locked object is not touched", () => {
    expect(redrawn(true).notice).toContain("locked");
    expect(redrawn(true).history.past).toEqual([]);
  });

  test("stays the neighbour's own where only a part of it is redrawn", () => {
    const editor = keys(opened({ "a/0": drawn(left), "b/0": drawn(right) }), "Shift+N");

    const end = click(click(click(editor, [150, 100]), [220, 120]), [200, 200]);

    expect(ringsAt(end, "a", 0)?.[0]).toContainEqual([220, 120]);
    expect(ringsAt(end, "b", 0)).toEqual(ringsAt(editor, "b", 0));
  });
});

const frame = { width: 120, height: 120 };
const SCALE = 16;
const scene = (shape: Shape): Scene => ({ frame, camera: { scale: SCALE, x: 0, y: 0 }, shape, others: [] });

function verb(type: "press" | "release", at: VideoPoint, alt: boolean): Input {
  return { type, video: at, screen: screenPoint(at.x * SCALE, at.y * SCALE), alt, shift: false };
}

/** Click at places until one of them ends the line or is refused; the places that were clicked, and what came of it. */
function stroke(ring: Ring, places: Ring, alt: boolean): { outcome: Outcome<RetraceState>; clicked: Ring } {
  let outcome: Outcome<RetraceState> = { state: startRetrace() };
  const clicked: VideoPoint[] = [];
  for (const at of places) {
    outcome = stepRetrace(outcome.state, verb("press", at, alt), scene([ring]));
    clicked.push(at);
    if (outcome.shape || outcome.notice) break;
    outcome = stepRetrace(outcome.state, verb("release", at, alt), scene([ring]));
  }
  return { outcome, clicked };
}

/** A star-shaped ring around (60, 60), and with some luck a sound one. */
const blob = fc.array(fc.integer({ min: 240, max: 640 }), { minLength: 4, maxLength: 16 }).map((radii) =>
  radii.map((radius, i) => {
    const angle = (2 * Math.PI * i) / radii.length;
    return quantise(videoPoint(60 + (radius / 16) * Math.cos(angle), 60 + (radius / 16) * Math.sin(angle)), frame);
  }),
);
const share = fc.integer({ min: 0, max: 999 }).map((thousandths) => thousandths / 1000);
/** How far out the new line goes at each of its points, where the outline is at 1. */
const reaches = fc.array(
  fc.integer({ min: 3, max: 18 }).map((tenths) => tenths / 10),
  { maxLength: 4 },
);

function along(ring: Ring, share: number): VideoPoint {
  const place = share * ring.length;
  const [from, to] = [ring[Math.floor(place)], ring[(Math.floor(place) + 1) % ring.length]];
  const part = place % 1;
  const between = (a = 0, b = 0) => a + part * (b - a);
  return videoPoint(between(from?.x, to?.x), between(from?.y, to?.y));
}

test("any line from outline to outline leaves a sound ring or a sentence, and changes only what lies between", () => {
  let done = 0;
  fc.assert(
    fc.property(blob, share, share, reaches, fc.boolean(), (ring, a, b, out, alt) => {
      fc.pre(faultOf(ring) === null);
      const middle = out.map((by, i) => {
        const { x, y } = along(ring, a + ((b - a) * (i + 1)) / (out.length + 1));
        return quantise(videoPoint(60 + (x - 60) * by, 60 + (y - 60) * by), frame);
      });

      const { outcome, clicked } = stroke(ring, [along(ring, a), ...middle, along(ring, b)], alt);

      const after = outcome.shape?.rings[0];
      if (!after) {
        expect(outcome.notice ?? "not ended").not.toBe("");
        return;
      }
      done += 1;
      expect(faultOf(after)).toBeNull();
      expect(Math.min(...strays(ring, after, clicked))).toBe(0);
    }),
    { numRuns: 300, seed: 7 },
  );
  expect(done).toBeGreaterThan(100);
});

/**
 * For both ways around: how many pixels changed that are not within a pixel of what lies between it and the line. A
 * side that is parted moves by half a step of the grid at most, and pixels whose centre is as near may change too.
 */
function strays(before: Ring, after: Ring, clicked: Ring): readonly number[] {
  const [one, two] = [rasterise([before], frame), rasterise([after], frame)];
  const changed = [...one.pixels.keys()].filter((i) => one.pixels[i] !== two.pixels[i] && !onSide(before, i));
  const [first = 0, last = 0] = [clicked[0], clicked.at(-1)].map((at) => (at && spotOn(before, at)?.index) ?? 0);
  const twice = [...before, ...before];
  const passed = (from: number, to: number) => twice.slice(from + 1, (to < from ? to + before.length : to) + 1);
  const whole = first === last ? [twice.slice(first + 1, first + 1 + before.length)] : [];
  const ways = [passed(last, first), passed(first, last), ...whole];
  return [...ways, ...ways.map((way) => way.toReversed())].map((way) => {
    const between = rasterise([[...clicked, ...way]], frame);
    return changed.filter((i) => !isNear(between, i)).length;
  });
}

function onSide(ring: Ring, pixel: number): boolean {
  const centre = videoPoint((pixel % frame.width) + 0.5, Math.floor(pixel / frame.width) + 0.5);
  return (spotOn(ring, centre)?.away ?? 1) <= 1 / 16;
}

function isNear({ pixels, width }: Mask, i: number): boolean {
  return [-1, 0, 1].some((dy) => [-1, 0, 1].some((dx) => pixels[i + dy * width + dx]));
}

test("a drag that never leaves the beginning is only a beginning", () => {
  const end = drag(start(), [150, 100], [156, 96]);

  expect(end.history.past).toEqual([]);
  expect(end.tool.tool).toBe("retrace");
});
