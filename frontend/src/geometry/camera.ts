/**
 * The camera: which part of the frame the canvas shows. Pan and zoom change this value and nothing
 * else, so a shape never learns how it is looked at.
 */

import { type ScreenPoint, type Size, screenPoint, type VideoPoint, videoPoint } from "./point";

/** `screen = video · scale + (x, y)`; the offset is in CSS pixels. */
export interface Camera {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** The nearest and the farthest that one may look: CSS pixels in one video pixel. */
export const SCALE = { least: 0.1, most: 32 } as const;

/** Where a video point is seen. */
export function toScreen(point: VideoPoint, camera: Camera): ScreenPoint {
  return screenPoint(point.x * camera.scale + camera.x, point.y * camera.scale + camera.y);
}

/** Which video point is under a place on the canvas. */
export function toVideo(point: ScreenPoint, camera: Camera): VideoPoint {
  return videoPoint((point.x - camera.x) / camera.scale, (point.y - camera.y) / camera.scale);
}

/** Zoom by `factor`, keeping what is under `at` where it is. */
export function zoomAt(camera: Camera, at: ScreenPoint, factor: number): Camera {
  const scale = Math.min(Math.max(camera.scale * factor, SCALE.least), SCALE.most);
  const kept = scale / camera.scale;
  return { scale, x: at.x - (at.x - camera.x) * kept, y: at.y - (at.y - camera.y) * kept };
}

/** Move the picture by CSS pixels. */
export function pan(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** The camera that shows the whole frame, centred, with `margin` CSS pixels around it. */
export function fitFrame(frame: Size, view: Size, margin = 12): Camera {
  const wide = Math.max(view.width - 2 * margin, 1) / frame.width;
  const high = Math.max(view.height - 2 * margin, 1) / frame.height;
  const scale = Math.min(Math.max(Math.min(wide, high), SCALE.least), SCALE.most);
  return { scale, x: (view.width - frame.width * scale) / 2, y: (view.height - frame.height * scale) / 2 };
}
