/**
 * Shapes put together and taken from each other: what the brush, the slice and the join are made of. Outlines are
 * clipped as outlines, so that every point that the operation does not reach stays exactly where a person put it;
 * going through pixels would move them all a little at each stroke and pull shared borders apart.
 *
 * The library works on whole numbers as the stored points are, 1/16 px, where a library on fractions would need its
 * result rounded. Rounded crossings can still make a ring touch itself; then a second pass takes it apart, and
 * what even that leaves goes through pixels.
 *
 * Only the engine is taken in: the library's front door brings offsets and triangles along, twice the size.
 *
 * Source: clipper2-ts 2.0.1, a port of A. Johnson's Clipper2 (Vatti, "A generic solution to polygon clipping", 1992).
 */

import { ClipType, FillRule } from "clipper2-ts/dist/Core.js";
import { Clipper64 } from "clipper2-ts/dist/Engine.js";
import { type Size, STEPS, videoPoint } from "./point";
import type { Mask } from "./raster";
import { type Region, rasteriseIn, regionOf } from "./region";
import { type Box, bounds, type Ring, type Shape, shapeBounds, signedArea } from "./ring";
import { soundRing } from "./sound";
import { trace } from "./trace";

type Path = { x: number; y: number }[];

/** What becomes of two shapes. */
type Operation = "union" | "subtract" | "intersect";

const CLIP = { union: ClipType.Union, subtract: ClipType.Difference, intersect: ClipType.Intersection } as const;

/** What either covers. */
export function union(a: Shape, b: Shape, frame: Size): Shape {
  return combined(a, b, frame, "union");
}

/** What `a` covers and `b` does not. */
export function subtract(a: Shape, b: Shape, frame: Size): Shape {
  return combined(a, b, frame, "subtract");
}

/** What both cover. */
export function intersect(a: Shape, b: Shape, frame: Size): Shape {
  return combined(a, b, frame, "intersect");
}

/** The pixels of both shapes put together in the same way as the shapes are. */
export function combinedPixels(one: Mask, two: Mask, operation: Operation): Mask {
  const pixels = new Uint8Array(one.pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const [a, b] = [one.pixels[i] ?? 0, two.pixels[i] ?? 0];
    pixels[i] = operation === "union" ? a | b : operation === "subtract" ? a & ~b : a & b;
  }
  return { width: one.width, height: one.height, pixels };
}

/** Rings beside `b` are not looked at: even-odd, they add to the outcome just what they added before. */
function combined(a: Shape, b: Shape, frame: Size, operation: Operation): Shape {
  const box = shapeBounds(b);
  if (!box) return operation === "intersect" ? [] : a;
  const near = a.filter((ring) => boxesMeet(bounds(ring), box));
  const far = operation === "intersect" ? [] : a.filter((ring) => !near.includes(ring));
  return [...far, ...clippedRings(near, b, frame, operation)];
}

function boxesMeet(one: Box, two: Box): boolean {
  return one.x0 <= two.x1 && two.x0 <= one.x1 && one.y0 <= two.y1 && two.y0 <= one.y1;
}

function clippedRings(a: Shape, b: Shape, frame: Size, operation: Operation): Shape {
  let paths = clipped(a.map(toPath), b.map(toPath), CLIP[operation]);
  for (let pass = 0; pass < 3; pass++) {
    const rings = paths.flatMap(apart).map(toRing).filter(coversPixels);
    if (rings.every(soundRing)) return rings;
    paths = clipped(rings.map(toPath), [], ClipType.Union);
  }
  const region = regionOf([...a, ...b], frame);
  return trace(combinedPixels(rasteriseIn(a, region), rasteriseIn(b, region), operation), region);
}

function clipped(subject: readonly Path[], clip: readonly Path[], operation: ClipType): readonly Path[] {
  const engine = new Clipper64();
  engine.preserveCollinear = true;
  engine.addSubject([...subject]);
  engine.addClip([...clip]);
  const solution: Path[] = [];
  engine.execute(operation, FillRule.EvenOdd, solution);
  return solution;
}

function toPath(ring: Ring): Path {
  return ring.map(({ x, y }) => ({ x: Math.round(x * STEPS), y: Math.round(y * STEPS) }));
}

function toRing(path: Path): Ring {
  return path.map(({ x, y }) => videoPoint(x / STEPS, y / STEPS));
}

/** Cut a path wherever it returns to a point, so that no ring touches itself; even-odd stays as it was. */
function apart(path: Path): readonly Path[] {
  const parts: Path[] = [];
  let way: Path = [];
  for (const point of path) {
    const before = way.findIndex(({ x, y }) => x === point.x && y === point.y);
    if (before >= 0) {
      parts.push(way.slice(before));
      way = way.slice(0, before);
    }
    way.push(point);
  }
  return [...parts, way].filter((part) => part.length >= 3);
}

/** A sliver between two nearly equal lines holds no pixel's middle: nobody sees it and nobody wants to edit it. */
function coversPixels(ring: Ring): boolean {
  const area = Math.abs(signedArea(ring));
  if (area >= SLIVER) return true;
  const box = bounds(ring);
  const region: Region = {
    x: Math.floor(box.x0),
    y: Math.floor(box.y0),
    width: Math.ceil(box.x1) - Math.floor(box.x0),
    height: Math.ceil(box.y1) - Math.floor(box.y0),
  };
  return area > 0 && rasteriseIn([ring], region).pixels.includes(1);
}

/** Square pixels below which a ring is looked at more closely. */
const SLIVER = 24;
