/**
 * Browser events become values before anything happens: from here on nobody asks where the canvas lies on
 * the page or how far the picture is zoomed.
 */

import type { Pointer } from "../editor/tools/tool";
import { type Camera, toVideo } from "../geometry/camera";
import { type ScreenPoint, screenPoint } from "../geometry/point";

interface Located {
  readonly clientX: number;
  readonly clientY: number;
}

interface Held extends Located {
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where an event is on the canvas, in CSS pixels from its top left corner. */
export function screenOf(event: Located, canvas: Element): ScreenPoint {
  const box = canvas.getBoundingClientRect();
  return screenPoint(event.clientX - box.left, event.clientY - box.top);
}

/** A pointer event as the tools understand it. */
export function pointerOf(event: Held, canvas: Element, camera: Camera): Pointer {
  const screen = screenOf(event, canvas);
  return { screen, video: toVideo(screen, camera), alt: event.altKey, shift: event.shiftKey };
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
