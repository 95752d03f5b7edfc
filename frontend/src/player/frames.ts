/**
 * Frame index and media time, the one clock of the browser: every canonical clip runs at 30 fps, frame k is on screen from k/30 s.
 *
 * A seek goes to the middle of a frame, (k + 1/2)/30: at k/30 rounding in the decoder shows the frame before in two seeks of five.
 */

export const FPS = 30;
const KEYFRAME_STEP = 30;

/** Seconds to seek to so that exactly this frame is shown. */
export function seekSeconds(frame: number): number {
  return (frame + 0.5) / FPS;
}

/** The frame whose presentation time `requestVideoFrameCallback` reported. */
export function frameOfMediaTime(mediaSeconds: number): number {
  return Math.round(mediaSeconds * FPS);
}

/** The frame on screen at a playhead position. */
export function frameAt(seconds: number): number {
  return Math.floor(seconds * FPS + 1e-6);
}

export function clampFrame(frame: number, frameCount: number): number {
  return Math.max(0, Math.min(frameCount - 1, Math.round(frame)));
}

/** The keyframe (0, 30, 60, …) that lies strictly before or after a frame, staying inside the clip. */
export function neighbourKeyframe(frame: number, direction: -1 | 1, frameCount: number): number {
  const last = Math.floor((frameCount - 1) / KEYFRAME_STEP) * KEYFRAME_STEP;
  const next = direction > 0 ? Math.floor(frame / KEYFRAME_STEP) + 1 : Math.ceil(frame / KEYFRAME_STEP) - 1;
  return Math.max(0, Math.min(last, next * KEYFRAME_STEP));
}

/** "0:06.20" for frame 186. */
export function timeLabel(frame: number): string {
  const seconds = frame / FPS;
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
}

/** "0:01.6" for frame 48. */
export function tenthLabel(frame: number): string {
  const tenths = Math.floor((frame * 10) / FPS);
  return `${secondLabel(tenths / 10)}.${tenths % 10}`;
}

/** "0:06" for second 6. */
export function secondLabel(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
