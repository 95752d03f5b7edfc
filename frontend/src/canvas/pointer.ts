/** Where a pointer is on the canvas, and how far a wheel turns: the browser's units become the editor's. */

import { type ScreenPoint, screenPoint } from "../geometry/point";

interface Located {
  readonly clientX: number;
  readonly clientY: number;
}

/** Where an event is on the canvas, in CSS pixels from its top left corner. */
export function screenOf(event: Located, canvas: Element): ScreenPoint {
  const box = canvas.getBoundingClientRect();
  return screenPoint(event.clientX - box.left, event.clientY - box.top);
}

/** How much a turn of the wheel zooms: a notch is about a sixth, a pinch on a trackpad follows the fingers. */
export function wheelFactor(event: {
  readonly deltaY: number;
  readonly deltaMode: number;
  readonly ctrlKey: boolean;
}): number {
  const pixels = event.deltaMode === 1 ? event.deltaY * 33 : event.deltaY;
  return Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0015));
}
