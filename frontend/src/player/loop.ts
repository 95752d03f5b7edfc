/**
 * The stretch of the clip that plays again and again. Both ends are frames and are shown; a stretch is never shorter than two frames,
 * so that there is something to play.
 */

/** Both ends included. */
export type FrameRange = { readonly first: number; readonly last: number };
export type LoopEnd = "first" | "last";

export const wholeClip = (frameCount: number): FrameRange => ({ first: 0, last: frameCount - 1 });

/** The range with one end at a frame; where that would turn it round, its other end goes to the end of the clip. */
export function markEnd(range: FrameRange, end: LoopEnd, frame: number, frameCount: number): FrameRange {
  const whole = wholeClip(frameCount);
  if (end === "first") {
    const first = Math.min(frame, whole.last - 1);
    return { first, last: range.last > first ? range.last : whole.last };
  }
  const last = Math.max(frame, 1);
  return { first: range.first < last ? range.first : 0, last };
}

/** The range with one end dragged to a frame; it stops before the other end. */
export function dragEnd(range: FrameRange, end: LoopEnd, frame: number, frameCount: number): FrameRange {
  if (end === "first") return { ...range, first: Math.max(0, Math.min(frame, range.last - 1)) };
  return { ...range, last: Math.min(frameCount - 1, Math.max(frame, range.first + 1)) };
}

/** The range between two frames in any order; undefined where it would be a single one. */
export function rangeBetween(one: number, other: number): FrameRange | undefined {
  return one === other ? undefined : { first: Math.min(one, other), last: Math.max(one, other) };
}
