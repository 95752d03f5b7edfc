/**
 * What the pointer is on: a vertex before a midpoint before an edge before the fill. The tolerance is
 * in screen pixels, so a target is as easy to take at 30 % as at 800 %.
 */

import { type Camera, toScreen } from "./camera";
import { distance, type ScreenPoint, screenPoint, type VideoPoint, videoPoint } from "./point";
import { bounds, covers, edge, type Ring, type Shape, signedArea, surrounds } from "./ring";

/** What was hit; `index` is a point, or the edge that leaves that point; `at` is where on the outline. */
export type Hit =
  | { readonly kind: "vertex"; readonly ring: number; readonly index: number; readonly at: VideoPoint }
  | { readonly kind: "midpoint"; readonly ring: number; readonly index: number; readonly at: VideoPoint }
  | { readonly kind: "edge"; readonly ring: number; readonly index: number; readonly at: VideoPoint }
  | { readonly kind: "fill"; readonly ring: number };

/** How near counts as on, in CSS pixels. */
const TOLERANCE = { vertex: 8, midpoint: 7, edge: 5 } as const;

/** An edge shorter than this on the screen (CSS pixels) has no midpoint: there is no room for it. */
const SHORTEST_WITH_MIDPOINT = 22;

/** What of one shape is under a place on the canvas, or null. */
export function hit(shape: Shape, at: ScreenPoint, camera: Camera): Hit | null {
  const near = shape.map((ring) => isNear(ring, at, camera));
  return (
    nearestVertex(shape, near, at, camera) ??
    nearestMidpoint(shape, near, at, camera) ??
    nearestEdge(shape, near, at, camera) ??
    fillAt(shape, at, camera)
  );
}

/** The middle of an edge where it is long enough on the screen to carry a handle, else null. */
export function midpointOf(ring: Ring, index: number, camera: Camera): VideoPoint | null {
  const pair = edge(ring, index);
  if (!pair || distance(pair[0], pair[1]) * camera.scale < SHORTEST_WITH_MIDPOINT) return null;
  return videoPoint((pair[0].x + pair[1].x) / 2, (pair[0].y + pair[1].y) / 2);
}

function isNear(ring: Ring, at: ScreenPoint, camera: Camera): boolean {
  const box = bounds(ring);
  const low = toScreen(videoPoint(box.x0, box.y0), camera);
  const high = toScreen(videoPoint(box.x1, box.y1), camera);
  const reach = TOLERANCE.vertex;
  return at.x >= low.x - reach && at.x <= high.x + reach && at.y >= low.y - reach && at.y <= high.y + reach;
}

interface Candidate {
  readonly ring: number;
  readonly index: number;
  readonly at: VideoPoint;
  readonly away: number;
}

function nearestVertex(shape: Shape, near: readonly boolean[], at: ScreenPoint, camera: Camera): Hit | null {
  const best = nearest(shape, near, TOLERANCE.vertex, (ring, index) => away(ring[index] ?? null, at, camera));
  return best && { kind: "vertex", ring: best.ring, index: best.index, at: best.at };
}

function nearestMidpoint(shape: Shape, near: readonly boolean[], at: ScreenPoint, camera: Camera): Hit | null {
  const best = nearest(shape, near, TOLERANCE.midpoint, (ring, index) =>
    away(midpointOf(ring, index, camera), at, camera),
  );
  return best && { kind: "midpoint", ring: best.ring, index: best.index, at: best.at };
}

function nearestEdge(shape: Shape, near: readonly boolean[], at: ScreenPoint, camera: Camera): Hit | null {
  const best = nearest(shape, near, TOLERANCE.edge, (ring, index) => {
    const pair = edge(ring, index);
    return pair && away(foot(pair[0], pair[1], at, camera), at, camera);
  });
  return best && { kind: "edge", ring: best.ring, index: best.index, at: best.at };
}

function nearest(
  shape: Shape,
  near: readonly boolean[],
  tolerance: number,
  measure: (ring: Ring, index: number) => { readonly at: VideoPoint; readonly away: number } | null,
): Candidate | null {
  let best: Candidate | null = null;
  shape.forEach((ring, r) => {
    if (!near[r]) return;
    for (let index = 0; index < ring.length; index++) {
      const found = measure(ring, index);
      if (found && found.away <= (best?.away ?? tolerance)) best = { ring: r, index, ...found };
    }
  });
  return best;
}

function away(point: VideoPoint | null, at: ScreenPoint, camera: Camera) {
  return point && { at: point, away: distance(toScreen(point, camera), at) };
}

/** The point of segment a–b nearest to a place on the canvas. */
function foot(a: VideoPoint, b: VideoPoint, at: ScreenPoint, camera: Camera): VideoPoint {
  const [from, to] = [toScreen(a, camera), toScreen(b, camera)];
  const along = screenPoint(to.x - from.x, to.y - from.y);
  const squared = along.x ** 2 + along.y ** 2;
  const share = squared === 0 ? 0 : ((at.x - from.x) * along.x + (at.y - from.y) * along.y) / squared;
  const t = Math.min(Math.max(share, 0), 1);
  return videoPoint(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
}

function fillAt(shape: Shape, at: ScreenPoint, camera: Camera): Hit | null {
  const point = videoPoint((at.x - camera.x) / camera.scale, (at.y - camera.y) / camera.scale);
  if (!covers(shape, point)) return null;
  const smallest = shape
    .map((ring, index) => ({ index, area: surrounds(ring, point) ? Math.abs(signedArea(ring)) : Infinity }))
    .reduce((best, next) => (next.area < best.area ? next : best), { index: -1, area: Infinity });
  return smallest.index < 0 ? null : { kind: "fill", ring: smallest.index };
}
