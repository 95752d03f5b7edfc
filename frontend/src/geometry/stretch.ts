/**
 * A stretch of a ring that gives way to a new line. A ring has two ways between two of its places, and a hand that
 * draws from one to the other says which of them is wrong only by where it draws: the way that lies nearer goes.
 */

import { lengthOf, pointsBetween, type Spot, samePoint, spotOn } from "./border";
import { distance, quantise, type Size, type VideoPoint, videoPoint } from "./point";
import type { Ring } from "./ring";

/** The ways from one place of a ring to another: as its points run, or against them. */
export type Way = "ahead" | "back";

/**
 * `ring` is the ring with the new line; `gone` is what it replaces, from place to place. `from` and `to` are the same
 * stretch before and after with the corners beside it, and both are empty where no corner of the ring stays.
 */
export interface Replaced {
  readonly ring: Ring;
  readonly gone: Ring;
  readonly from: Ring;
  readonly to: Ring;
}

/** How many places of a line are asked how far they are from another. */
const SAMPLES = 32;

/**
 * Where a ring is near a point: the nearest corner within `snap`, else the nearest place within `reach`; null where
 * it is farther. In video pixels.
 */
export function placeNear(ring: Ring, at: VideoPoint, reach: number, snap: number): Spot | null {
  let corner: Spot | null = null;
  ring.forEach((point, index) => {
    const away = distance(point, at);
    if (away <= snap && away < (corner?.away ?? Infinity)) corner = { index, share: 0, at: point, away };
  });
  if (corner) return corner;
  const spot = spotOn(ring, at);
  return spot && spot.away <= reach ? spot : null;
}

/** The line between two places along the ring, both places included. */
function stretchOf(ring: Ring, start: Spot, end: Spot, way: Way): Ring {
  if (way === "ahead") return [start.at, ...pointsBetween(ring, start, end), end.at];
  return [end.at, ...pointsBetween(ring, end, start), start.at].toReversed();
}

/**
 * The way between two places that lies nearer to a line from the one to the other.
 *
 * Source: the modified Hausdorff distance, max of the two mean distances (Dubuisson and Jain, ICPR 1994); the area
 * between would call a way near that the line weaves about, since its sides cancel out.
 */
export function nearerWay(ring: Ring, start: Spot, end: Spot, line: Ring): Way {
  const whole = [start.at, ...line, end.at];
  const [ahead, back] = (["ahead", "back"] as const).map((way) => apart(stretchOf(ring, start, end, way), whole));
  return (back ?? 0) < (ahead ?? 0) ? "back" : "ahead";
}

function apart(one: Ring, two: Ring): number {
  return Math.max(meanAway(one, two), meanAway(two, one));
}

function meanAway(from: Ring, to: Ring): number {
  const places = sampled(from);
  const backAndForth = [...to, ...to.slice(1, -1).toReversed()]; // as a ring it has no side between its ends
  return places.reduce((sum, at) => sum + (spotOn(backAndForth, at)?.away ?? 0), 0) / places.length;
}

/** Places along an open line at equal steps. */
function sampled(line: Ring): Ring {
  const step = lengthOf(line) / SAMPLES;
  const found: VideoPoint[] = line.slice(0, 1);
  let due = step;
  line.forEach((to, i) => {
    const from = line[i - 1] ?? to;
    const length = distance(from, to);
    for (; due <= length && step > 0; due += step) {
      const share = due / length;
      found.push(videoPoint(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share));
    }
    due -= length;
  });
  return found;
}

/**
 * The ring in which `line` leads from one place to the other instead of the way there; nobody has asked yet whether
 * it is sound. Its points keep their order, and the first one its place where it stays.
 */
export function replaceStretch(ring: Ring, start: Spot, end: Spot, line: Ring, way: Way, frame: Size): Replaced {
  const gone = stretchOf(ring, start, end, way);
  if (way === "back") return { ...replaceStretch(ring, end, start, line.toReversed(), "ahead", frame), gone };
  const kept = pointsBetween(ring, end, start);
  const [first, last] = [placed(start, frame), placed(end, frame)];
  const [before, after] = [start.share === 0 ? first : kept.at(-1), end.share === 0 ? last : kept[0]];
  const between = pointsBetween(ring, start, end);
  const drawn = [first, ...line, last];
  const known =
    before && after ? { from: plain([before, ...between, after]), to: plain([before, ...drawn, after]) } : NO;
  return { ring: inOrder(plain([...drawn, ...kept]), ring[0]), gone, ...known };
}

const NO = { from: [], to: [] };

/** A corner is where it is; a place between two goes to the grid. */
function placed(spot: Spot, frame: Size): VideoPoint {
  return spot.share === 0 ? spot.at : quantise(spot.at, frame);
}

function plain(points: Ring): Ring {
  return points.filter((point, i) => !samePoint(point, points[i - 1] ?? NOWHERE));
}

function inOrder(ring: Ring, first: VideoPoint | undefined): Ring {
  const open = ring.length > 1 && samePoint(ring[0] ?? NOWHERE, ring.at(-1) ?? NOWHERE) ? ring.slice(0, -1) : ring;
  const at = first ? open.findIndex((point) => samePoint(point, first)) : -1;
  return at > 0 ? [...open.slice(at), ...open.slice(0, at)] : open;
}

const NOWHERE = videoPoint(-1, -1);
