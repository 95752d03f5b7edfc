/**
 * Rings: the polygons that people draw. A shape is a set of rings filled even-odd, so a hole and a
 * separate part are the same thing, a further ring, and no operation needs to ask which it is.
 *
 * A ring is open: its last point joins its first without being repeated.
 */

import { type Size, STEPS, type VideoPoint, videoPoint } from "./point";

export type Ring = readonly VideoPoint[];
export type Shape = readonly Ring[];

/** A rectangle in video pixels, both corners included. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Why the server would refuse a ring; `edges` are those that cross. */
type RingFault =
  | { readonly kind: "few" }
  | { readonly kind: "flat" }
  | { readonly kind: "crosses"; readonly edges: readonly number[] };

const boxes = new WeakMap<Ring, Box>();
const paths = new WeakMap<Shape, string>();
const inner = new WeakMap<Ring, VideoPoint | null>();

/** The edge that leaves point `index`, or null past the end. */
export function edge(ring: Ring, index: number): readonly [VideoPoint, VideoPoint] | null {
  const from = ring[index];
  const to = ring[(index + 1) % ring.length];
  return from && to ? [from, to] : null;
}

/** The ring's area in square pixels, positive when its points run clockwise on the screen. */
export function signedArea(ring: Ring): number {
  let twice = 0;
  for (let i = 0; i < ring.length; i++) {
    const pair = edge(ring, i);
    if (pair) twice += pair[0].x * pair[1].y - pair[1].x * pair[0].y;
  }
  return twice / 2;
}

/** The smallest box around a ring; all zero for an empty one. */
export function bounds(ring: Ring): Box {
  const known = boxes.get(ring);
  if (known) return known;
  const box = boxOf(ring);
  boxes.set(ring, box);
  return box;
}

function boxOf(ring: Ring): Box {
  if (ring.length === 0) return { x0: 0, y0: 0, x1: 0, y1: 0 };
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of ring) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return { x0, y0, x1, y1 };
}

/** The smallest box around all rings of a shape, or null when it has none. */
export function shapeBounds(shape: Shape): Box | null {
  const all = shape.filter((ring) => ring.length > 0).map(bounds);
  if (all.length === 0) return null;
  return {
    x0: Math.min(...all.map((box) => box.x0)),
    y0: Math.min(...all.map((box) => box.y0)),
    x1: Math.max(...all.map((box) => box.x1)),
    y1: Math.max(...all.map((box) => box.y1)),
  };
}

/** Whether a ring surrounds a point, with half-open edges as in the raster. */
export function surrounds(ring: Ring, at: VideoPoint): boolean {
  const box = bounds(ring);
  if (at.x < box.x0 || at.x > box.x1 || at.y < box.y0 || at.y > box.y1) return false;
  let inside = false;
  for (let i = 0; i < ring.length; i++) {
    const pair = edge(ring, i);
    if (!pair) continue;
    const [a, b] = pair;
    if (a.y <= at.y === b.y <= at.y) continue;
    if (a.x + ((at.y - a.y) * (b.x - a.x)) / (b.y - a.y) <= at.x) inside = !inside;
  }
  return inside;
}

/** Whether a shape's even-odd fill covers a point. */
export function covers(shape: Shape, at: VideoPoint): boolean {
  return shape.filter((ring) => surrounds(ring, at)).length % 2 === 1;
}

/** Whether ring `index` lies inside an odd number of the others: a hole, for display only. */
export function isHole(shape: Shape, index: number): boolean {
  const ring = shape[index];
  return ring !== undefined && shape.filter((other) => liesIn(ring, other)).length % 2 === 1;
}

/** The rings that lie inside ring `index`; they go where it goes. */
export function nestedIn(shape: Shape, index: number): readonly number[] {
  const outer = shape[index];
  return outer ? shape.flatMap((ring, other) => (liesIn(ring, outer) ? [other] : [])) : [];
}

/** Whether a ring lies inside another; rings that share points or edges lie beside each other, not inside. */
function liesIn(ring: Ring, outer: Ring): boolean {
  const [small, large] = [bounds(ring), bounds(outer)];
  if (small.x0 < large.x0 || small.x1 > large.x1 || small.y0 < large.y0 || small.y1 > large.y1) return false;
  if (ring === outer || Math.abs(signedArea(ring)) >= Math.abs(signedArea(outer))) return false;
  const inside = innerPoint(ring);
  return inside !== null && surrounds(outer, inside);
}

/** A point that is inside of a ring and not on it: between the first two crossings of a level that meets no vertex. */
function innerPoint(ring: Ring): VideoPoint | null {
  const known = inner.get(ring);
  if (known !== undefined) return known;
  const levels = [...new Set(ring.map(({ y }) => y))].sort((a, b) => a - b);
  const y = ((levels[0] ?? 0) + (levels[1] ?? 0)) / 2;
  const crossings = ring
    .flatMap((_, i) => {
      const pair = edge(ring, i);
      if (!pair || pair[0].y <= y === pair[1].y <= y) return [];
      return [pair[0].x + ((y - pair[0].y) * (pair[1].x - pair[0].x)) / (pair[1].y - pair[0].y)];
    })
    .sort((a, b) => a - b);
  const [left, right] = crossings;
  const found = left === undefined || right === undefined ? null : videoPoint((left + right) / 2, y);
  inner.set(ring, found);
  return found;
}

/** The ring with point `index` elsewhere. */
export function movePoint(ring: Ring, index: number, to: VideoPoint): Ring {
  return ring.map((point, i) => (i === index ? to : point));
}

/** The ring with a further point after point `index`. */
export function insertPoint(ring: Ring, index: number, at: VideoPoint): Ring {
  return [...ring.slice(0, index + 1), at, ...ring.slice(index + 1)];
}

/** The shape with ring `index` exchanged, or taken away by null. */
export function replaceRing(shape: Shape, index: number, ring: Ring | null): Shape {
  if (ring === null) return shape.filter((_, i) => i !== index);
  return shape.map((old, i) => (i === index ? ring : old));
}

/**
 * The shape with some rings moved together, stopped as one at the frame's border so that they keep their form.
 *
 * Args: `dx`, `dy` in video pixels; the move is rounded to the 1/16 px grid.
 */
export function moveRings(shape: Shape, moved: readonly number[], dx: number, dy: number, frame: Size): Shape {
  const box = shapeBounds(shape.filter((_, i) => moved.includes(i)));
  if (!box) return shape;
  const right = step(Math.min(Math.max(dx, -box.x0), frame.width - box.x1));
  const down = step(Math.min(Math.max(dy, -box.y0), frame.height - box.y1));
  return shape.map((ring, i) =>
    moved.includes(i) ? ring.map((point) => videoPoint(point.x + right, point.y + down)) : ring,
  );
}

function step(value: number): number {
  return Math.round(value * STEPS) / STEPS;
}

/** Why the server would refuse this ring, or null when it is sound. */
export function faultOf(ring: Ring): RingFault | null {
  const distinct = new Set(ring.map((point) => `${point.x},${point.y}`));
  if (distinct.size < 3) return { kind: "few" };
  const edges = crossingEdges(ring);
  if (edges.length > 0) return { kind: "crosses", edges };
  return signedArea(ring) === 0 ? { kind: "flat" } : null;
}

/**
 * The edges of a ring that meet another edge anywhere but at a shared corner.
 *
 * Args: `only`, when given, are the edges to look at; a drag moves two and need not compare all pairs.
 */
export function crossingEdges(ring: Ring, only?: readonly number[]): readonly number[] {
  const found = new Set<number>();
  const looked = only ?? ring.map((_, i) => i);
  for (const i of looked) {
    for (let j = 0; j < ring.length; j++) {
      if (i === j) continue;
      if (edgesMeet(ring, i, j)) {
        found.add(i);
        found.add(j);
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

function edgesMeet(ring: Ring, i: number, j: number): boolean {
  const one = edge(ring, i);
  const two = edge(ring, j);
  if (!one || !two) return false;
  const follows = (i + 1) % ring.length === j;
  const leads = (j + 1) % ring.length === i;
  if (follows && leads) return false;
  if (follows) return doublesBack(one[0], one[1], two[1]);
  if (leads) return doublesBack(two[0], two[1], one[1]);
  return segmentsMeet(one[0], one[1], two[0], two[1]);
}

/** Whether a → b → c turns right back over itself. */
function doublesBack(a: VideoPoint, b: VideoPoint, c: VideoPoint): boolean {
  return side(a, b, c) === 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;
}

/** Whether two segments share a point, ends included. Exact for points on the 1/16 px grid. */
export function segmentsMeet(a: VideoPoint, b: VideoPoint, c: VideoPoint, d: VideoPoint): boolean {
  const [abc, abd, cda, cdb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (abc !== abd && cda !== cdb) return true;
  return (
    (abc === 0 && within(a, b, c)) ||
    (abd === 0 && within(a, b, d)) ||
    (cda === 0 && within(c, d, a)) ||
    (cdb === 0 && within(c, d, b))
  );
}

function side(a: VideoPoint, b: VideoPoint, c: VideoPoint): number {
  return Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
}

function within(a: VideoPoint, b: VideoPoint, c: VideoPoint): boolean {
  return (
    Math.min(a.x, b.x) <= c.x && c.x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= c.y && c.y <= Math.max(a.y, b.y)
  );
}

/** The pairs of rings whose outlines cross: their overlap counts as a hole, which is seldom meant. */
export function crossingRings(shape: Shape): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < shape.length; i++) {
    for (let j = i + 1; j < shape.length; j++) {
      if (outlinesMeet(shape[i] ?? [], shape[j] ?? [])) pairs.push([i, j]);
    }
  }
  return pairs;
}

function outlinesMeet(one: Ring, two: Ring): boolean {
  const [a, b] = [bounds(one), bounds(two)];
  if (a.x1 < b.x0 || b.x1 < a.x0 || a.y1 < b.y0 || b.y1 < a.y0) return false;
  return one.some((_, i) =>
    two.some((__, j) => {
      const [first, second] = [edge(one, i), edge(two, j)];
      return first !== null && second !== null && segmentsMeet(first[0], first[1], second[0], second[1]);
    }),
  );
}

/** The `d` of an SVG path with one closed run a ring; remembered, since shapes never change. */
export function pathOf(shape: Shape): string {
  const known = paths.get(shape);
  if (known !== undefined) return known;
  const path = shape.map((ring) => (ring.length ? `M${ring.map((p) => `${p.x} ${p.y}`).join("L")}Z` : "")).join("");
  paths.set(shape, path);
  return path;
}
