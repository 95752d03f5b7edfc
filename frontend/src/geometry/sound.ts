/**
 * The questions of `faultOf` and `crossingRings` for rings of thousands of points, as pixels make them: the same
 * answers, found by a sweep from left to right instead of by comparing all pairs.
 */

import type { VideoPoint } from "./point";
import { type Ring, type Shape, segmentsMeet, signedArea } from "./ring";

interface Side {
  readonly ring: number;
  readonly index: number;
  readonly a: VideoPoint;
  readonly b: VideoPoint;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Whether the server would take this ring: `faultOf(ring) === null`. */
export function soundRing(ring: Ring): boolean {
  if (ring.length < 3 || signedArea(ring) === 0) return false;
  return !sweep([ring], (one, two) => meetWrongly(ring, one, two));
}

/** The pairs of rings whose outlines meet, as `crossingRings` names them. */
export function meetingRings(shape: Shape): readonly (readonly [number, number])[] {
  const pairs = new Map<number, readonly [number, number]>();
  sweep(shape, (one, two) => {
    if (one.ring === two.ring) return false;
    const [low, high] = one.ring < two.ring ? [one.ring, two.ring] : [two.ring, one.ring];
    const key = low * shape.length + high;
    if (!pairs.has(key) && segmentsMeet(one.a, one.b, two.a, two.b)) pairs.set(key, [low, high]);
    return false;
  });
  return [...pairs.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** Ask about every pair of sides whose boxes meet, until the answer is yes. */
function sweep(shape: Shape, ask: (one: Side, two: Side) => boolean): boolean {
  const sides = shape.flatMap(sidesOf).sort((one, two) => one.left - two.left);
  let open: Side[] = [];
  for (const side of sides) {
    open = open.filter((other) => other.right >= side.left);
    for (const other of open) {
      if (other.top <= side.bottom && side.top <= other.bottom && ask(other, side)) return true;
    }
    open.push(side);
  }
  return false;
}

function sidesOf(ring: Ring, at: number): readonly Side[] {
  return ring.map((a, index) => {
    const b = ring[(index + 1) % ring.length] ?? a;
    const [left, right] = a.x < b.x ? [a.x, b.x] : [b.x, a.x];
    const [top, bottom] = a.y < b.y ? [a.y, b.y] : [b.y, a.y];
    return { ring: at, index, a, b, left, right, top, bottom };
  });
}

/** Neighbours share a corner and may only not turn back over each other; any others share nothing. */
function meetWrongly(ring: Ring, one: Side, two: Side): boolean {
  if ((one.index + 1) % ring.length === two.index) return doublesBack(one.a, one.b, two.b);
  if ((two.index + 1) % ring.length === one.index) return doublesBack(two.a, two.b, one.b);
  return segmentsMeet(one.a, one.b, two.a, two.b);
}

function doublesBack(a: VideoPoint, b: VideoPoint, c: VideoPoint): boolean {
  const [x1, y1, x2, y2] = [b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y];
  return x1 * y2 === y1 * x2 && x1 * x2 + y1 * y2 <= 0;
}
