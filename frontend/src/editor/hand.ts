/** A hand for tests: an editor on an empty table, and the verbs of a pointer and a keyboard on it. */

import { toScreen } from "../geometry/camera";
import { screenPoint, videoPoint } from "../geometry/point";
import type { Shape } from "../geometry/ring";
import { actionFor } from "./actions";
import { annotation, type Cell, cellKey } from "./document";
import { type Editor, openEditor, type PointerEvent } from "./editor";
import { reduce } from "./reduce";

export const TRACKS = [
  { id: "a", number: 1, label: "a dog" },
  { id: "b", number: 2, label: "a ball" },
  { id: "c", number: 3, label: "a leash" },
];
export const FRAMES = [0, 30, 60];

/** A square whose upper left corner is at (x, y). */
export function square(x: number, y: number, side = 100): Shape {
  return [[videoPoint(x, y), videoPoint(x + side, y), videoPoint(x + side, y + side), videoPoint(x, y + side)]];
}

export function drawn(shape: Shape): Cell {
  return { kind: "drawn", shape };
}

/** An editor of 640 × 360 with these cells, keyed `track/frame`. */
export function opened(cells: Readonly<Record<string, Cell>> = {}, editable = true): Editor {
  return openEditor(annotation(TRACKS, FRAMES, new Map(Object.entries(cells))), { width: 640, height: 360 }, editable);
}

type At = readonly [number, number];
type Held = Partial<Pick<PointerEvent, "button" | "alt" | "shift">>;

/** The editor after the pointer did something at a place in the video. */
export function point(editor: Editor, phase: PointerEvent["phase"], [x, y]: At, held: Held = {}): Editor {
  const at = toScreen(videoPoint(x, y), editor.camera);
  return reduce(editor, { type: "pointer", phase, at, button: 0, alt: false, shift: false, ...held });
}

export function click(editor: Editor, at: At, held: Held = {}): Editor {
  return point(point(editor, "press", at, held), "release", at, held);
}

export function drag(editor: Editor, from: At, to: At, held: Held = {}): Editor {
  const far: At = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  return point(
    point(point(point(editor, "press", from, held), "move", far, held), "move", to, held),
    "release",
    to,
    held,
  );
}

/** The editor after keys in the words of the actions: `n`, `Shift+Delete`, `ArrowLeft`. */
export function keys(editor: Editor, ...pressed: readonly string[]): Editor {
  return pressed.reduce((now, combination) => {
    const parts = combination.split("+");
    const held = (name: string) => parts.slice(0, -1).includes(name);
    const press = { key: parts.at(-1) ?? "", ctrl: held("Ctrl"), shift: held("Shift"), alt: held("Alt") };
    return (actionFor(press, now)?.run(now) ?? []).reduce(reduce, now);
  }, editor);
}

/** The rings at a cell as plain pairs. */
export function ringsAt(editor: Editor, track: string, frame: number): readonly (readonly At[])[] | string | null {
  const cell = editor.history.present.cells.get(cellKey({ track, frame }));
  if (!cell) return null;
  return cell.kind === "drawn" ? cell.shape.map((ring) => ring.map(({ x, y }): At => [x, y])) : cell.kind;
}

/** The middle of the canvas. */
export function middle({ view }: Editor) {
  return screenPoint(view.width / 2, view.height / 2);
}
