/** Two parts of a shape made one: united where they meet, with a bridge between their nearest points where not. */

import { union } from "./boolean";
import { spotOn } from "./border";
import { distance, quantise, type Size, type VideoPoint, videoPoint } from "./point";
import { bounds, isHole, type Ring, type Shape, signedArea, surrounds } from "./ring";

/** How wide a bridge is, in video pixels: a quarter of the smaller part, within these. */
const BRIDGE = { least: 2, most: 8 } as const;

/** The part under a point: the smallest ring around it that is no hole, or null. */
export function partAt(shape: Shape, at: VideoPoint): number | null {
  const around = shape.flatMap((ring, i) => (surrounds(ring, at) ? [i] : []));
  if (around.length % 2 === 0) return null;
  return smallest(
    shape,
    around.filter((i) => !isHole(shape, i)),
  );
}

/** How many parts a shape has. */
export function partsIn(shape: Shape): number {
  return shape.filter((_, i) => !isHole(shape, i)).length;
}

/** The shape with two of its parts made one, or null where no bridge leads from one to the other. */
export function joinParts(shape: Shape, first: number, second: number, frame: Size): Shape | null {
  const [a, b] = [partOf(shape, first), partOf(shape, second)];
  const rest = shape.filter((ring) => !a.includes(ring) && !b.includes(ring));
  const united = union(a, b, frame);
  if (partsIn(united) < 2) return [...rest, ...united];
  const [one, two] = nearestPoints(shape[first] ?? [], shape[second] ?? []);
  if (!one || !two) return null;
  for (const depth of [1, 2, 4, 8]) {
    const bridged = union(
      united,
      [bridge(one, two, widthFor(shape[first] ?? [], shape[second] ?? []), depth, frame)],
      frame,
    );
    if (partsIn(bridged) < 2) return rest.length > 0 ? union(bridged, rest, frame) : bridged;
  }
  return null;
}

/** A part with its own holes. */
function partOf(shape: Shape, index: number): Shape {
  const outer = shape[index] ?? [];
  const holes = shape.filter((ring, i) => {
    const first = ring[0];
    if (i === index || !first || !isHole(shape, i)) return false;
    const around = shape.flatMap((other, k) => (k !== i && !isHole(shape, k) && surrounds(other, first) ? [k] : []));
    return smallest(shape, around) === index;
  });
  return [outer, ...holes];
}

function smallest(shape: Shape, among: readonly number[]): number | null {
  const size = (i: number) => Math.abs(signedArea(shape[i] ?? []));
  return among.reduce<number | null>((best, i) => (best === null || size(i) < size(best) ? i : best), null);
}

function nearestPoints(one: Ring, two: Ring): readonly [VideoPoint, VideoPoint] | readonly [] {
  let best: readonly [VideoPoint, VideoPoint] | readonly [] = [];
  let least = Infinity;
  const look = (from: VideoPoint, to: VideoPoint | undefined, turned: boolean) => {
    if (!to || distance(from, to) >= least) return;
    least = distance(from, to);
    best = turned ? [to, from] : [from, to];
  };
  for (const point of one) look(point, spotOn(two, point)?.at, false);
  for (const point of two) look(point, spotOn(one, point)?.at, true);
  return best;
}

function widthFor(one: Ring, two: Ring): number {
  const extent = (ring: Ring) => Math.min(bounds(ring).x1 - bounds(ring).x0, bounds(ring).y1 - bounds(ring).y0);
  return Math.min(Math.max(Math.min(extent(one), extent(two)) / 4, BRIDGE.least), BRIDGE.most);
}

/** A strip from one point to another that reaches `depth` pixels into both parts. */
function bridge(from: VideoPoint, to: VideoPoint, width: number, depth: number, frame: Size): Ring {
  const length = distance(from, to);
  const [ux, uy] = length === 0 ? [1, 0] : [(to.x - from.x) / length, (to.y - from.y) / length];
  const [sx, sy] = [(-uy * width) / 2, (ux * width) / 2];
  const [ax, ay, bx, by] = [from.x - ux * depth, from.y - uy * depth, to.x + ux * depth, to.y + uy * depth];
  const corners = [
    [ax + sx, ay + sy],
    [bx + sx, by + sy],
    [bx - sx, by - sy],
    [ax - sx, ay - sy],
  ] as const;
  return corners.map(([x, y]) => quantise(videoPoint(x, y), frame));
}
