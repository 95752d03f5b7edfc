/**
 * Fewer points for the same outline. An outline of pixels has a point at every step; a person can only edit what
 * has few. No ring is ever made to cross itself or another one: where a coarse line would, it stays finer.
 *
 * Source: Ramer (1972), Douglas and Peucker (1973); smoothing after Taubin, "Curve and surface smoothing without
 * shrinkage" (ICCV 1995).
 */

import { quantise, type Size, type VideoPoint, videoPoint } from "./point";
import type { Ring, Shape } from "./ring";
import { meetingRings, soundRing } from "./sound";

const FINER = [1, 0.7, 0.5, 0.35, 0.25, 0.12] as const;

/** How many points a shape has. */
export function pointsIn(shape: Shape): number {
  return shape.reduce((sum, ring) => sum + ring.length, 0);
}

/**
 * The shape with fewer points; no ring is lost, holes least of all.
 *
 * Args: `epsilon` is how far the outline may come to lie from a point that is left out, in video pixels; `kept` says
 * which points must stay, such as those of a shared border.
 */
export function simplify(shape: Shape, epsilon: number, kept: (point: VideoPoint) => boolean = () => false): Shape {
  const coarse = shape.map((ring) => simplifyRing(ring, epsilon, kept));
  return withoutMeetings(shape, coarse, (ring, level) => simplifyRing(ring, epsilon * level, kept));
}

/** The ring with fewer points, as coarse as it can be without crossing itself. */
function simplifyRing(ring: Ring, epsilon: number, kept: (point: VideoPoint) => boolean): Ring {
  if (ring.length <= 3 || epsilon <= 0) return ring;
  for (const level of FINER) {
    const fewer = thinned(ring, epsilon * level, kept);
    if (fewer.length === ring.length) return ring;
    if (soundRing(fewer)) return fewer;
  }
  return ring;
}

/** Rings that meet only since they were changed are changed less, and in the end not at all. */
function withoutMeetings(before: Shape, after: Shape, again: (ring: Ring, level: number) => Ring): Shape {
  const met = new Set(meetingRings(before).map(String));
  let shape = after;
  for (const level of [0.5, 0.25, 0]) {
    const meeting = meetingRings(shape).filter((pair) => !met.has(String(pair)));
    if (meeting.length === 0) return shape;
    const touched = new Set(meeting.flat());
    shape = shape.map((ring, i) => {
      const original = before[i] ?? ring;
      return touched.has(i) ? (level === 0 ? original : again(original, level)) : ring;
    });
  }
  return meetingRings(shape).every((pair) => met.has(String(pair))) ? shape : before;
}

/** Ramer, Douglas and Peucker on a closed line, between two points that are far apart. */
function thinned(ring: Ring, epsilon: number, kept: (point: VideoPoint) => boolean): Ring {
  const anchors = anchorsOf(ring, kept);
  const stays = new Uint8Array(ring.length);
  anchors.forEach((from, i) => {
    const to = anchors[i + 1] ?? (anchors[0] ?? 0) + ring.length;
    stays[from] = 1;
    markCorners(ring, from, to, epsilon, stays);
  });
  return ring.filter((_, i) => stays[i] === 1);
}

function anchorsOf(ring: Ring, kept: (point: VideoPoint) => boolean): readonly number[] {
  const fixed = ring.flatMap((point, i) => (kept(point) ? [i] : []));
  if (fixed.length >= 2) return fixed;
  const start = fixed[0] ?? farthest(ring, 0);
  return [start, farthest(ring, start)].sort((a, b) => a - b);
}

function farthest(ring: Ring, from: number): number {
  const origin = ring[from];
  let [best, most] = [from, -1];
  ring.forEach((point, i) => {
    const away = origin ? (point.x - origin.x) ** 2 + (point.y - origin.y) ** 2 : 0;
    if (away > most) [best, most] = [i, away];
  });
  return best;
}

function markCorners(ring: Ring, from: number, to: number, epsilon: number, stays: Uint8Array): void {
  const pending: [number, number][] = [[from, to]];
  for (let span = pending.pop(); span; span = pending.pop()) {
    const [start, end] = span;
    const [a, b] = [ring[start % ring.length], ring[end % ring.length]];
    if (!a || !b) continue;
    let [corner, most] = [-1, epsilon];
    for (let i = start + 1; i < end; i++) {
      const point = ring[i % ring.length];
      const away = point ? fromSegment(point, a, b) : 0;
      if (away > most) [corner, most] = [i, away];
    }
    if (corner < 0) continue;
    stays[corner % ring.length] = 1;
    pending.push([start, corner], [corner, end]);
  }
}

/** How far a point lies from a segment. */
export function fromSegment(point: VideoPoint, a: VideoPoint, b: VideoPoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / squared;
  const t = Math.min(Math.max(share, 0), 1);
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
}

/**
 * The shape with its outline evened out and as many points as before; it does not shrink.
 *
 * Args: `strength` from 0, nothing, to 1; `kept` says which points must stay where they are.
 */
export function smooth(
  shape: Shape,
  strength: number,
  frame: Size,
  kept: (point: VideoPoint) => boolean = () => false,
): Shape {
  const even = (ring: Ring, level: number) => evened(ring, Math.min(Math.max(strength, 0), 1) * level, frame, kept);
  const sound = (ring: Ring, level: number) => FINER.map((part) => even(ring, level * part)).find(soundRing) ?? ring;
  return withoutMeetings(
    shape,
    shape.map((ring) => sound(ring, 1)),
    sound,
  );
}

function evened(ring: Ring, strength: number, frame: Size, kept: (point: VideoPoint) => boolean): Ring {
  const [inwards, back] = [strength * 0.5, -strength * 0.53];
  const once = towardsNeighbours(ring, inwards, kept);
  return towardsNeighbours(once, back, (point) => kept(point)).map((point) => quantise(point, frame));
}

function towardsNeighbours(ring: Ring, share: number, kept: (point: VideoPoint) => boolean): Ring {
  return ring.map((point, i) => {
    const [before, after] = [ring.at(i - 1), ring[(i + 1) % ring.length]];
    if (!before || !after || kept(point)) return point;
    const [x, y] = [(before.x + after.x) / 2, (before.y + after.y) / 2];
    return videoPoint(point.x + (x - point.x) * share, point.y + (y - point.y) * share);
  });
}
