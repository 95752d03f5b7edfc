/**
 * Points that know their space. A video pixel and a screen pixel are both two numbers, and mixing
 * them is the classic fault of an annotation tool; the brand makes the compiler refuse it.
 */

declare const space: unique symbol;

/** A position in video pixels: pixel (i, j) covers [j, j+1) × [i, i+1), x to the right, y down. */
export interface VideoPoint {
  readonly x: number;
  readonly y: number;
  readonly [space]: "video";
}

/** A position in CSS pixels from the canvas's top left corner. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
  readonly [space]: "screen";
}

/** Width and height, in the pixels of whatever it belongs to. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A point in video pixels. */
export function videoPoint(x: number, y: number): VideoPoint {
  return { x, y } as VideoPoint;
}

/** A point in CSS pixels of the canvas. */
export function screenPoint(x: number, y: number): ScreenPoint {
  return { x, y } as ScreenPoint;
}

/** The distance between two points of one space. */
export function distance<Point extends VideoPoint | ScreenPoint>(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Steps in one video pixel; positions are whole numbers of them, on the server as here. */
export const STEPS = 16;

/** The nearest point that the server can store: on the 1/16 px grid and inside the frame. */
export function quantise(point: VideoPoint, frame: Size): VideoPoint {
  return videoPoint(onGrid(point.x, frame.width), onGrid(point.y, frame.height));
}

function onGrid(value: number, limit: number): number {
  const inside = Math.min(Math.max(value, 0), limit);
  return Math.round(inside * STEPS) / STEPS;
}
