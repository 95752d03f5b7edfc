/**
 * A line through a shape, exactly: where the line runs from outline to outline, it becomes a side of both parts, so
 * that they have the very same points along it and no pixel is lost between them.
 *
 * A stretch inside from a ring to itself makes two rings of it. A stretch from a ring to another one, as from an
 * outline to its hole, makes one ring of both, with a slit; the next stretch opens the slit. What is left with a slit
 * is no sound ring, and then the line does not go all the way across.
 */

import { quantise, type Size, type VideoPoint, videoPoint } from "./point";
import { covers, edge, isHole, type Ring, type Shape, signedArea, surrounds } from "./ring";
import { soundRing } from "./sound";

/** Where the line meets an outline: `order` along the line, `ring`, `index` and `share` along the outline. */
interface Crossing {
  readonly order: number;
  readonly ring: number;
  readonly index: number;
  readonly share: number;
  readonly at: VideoPoint;
}

/** A part of the line inside the shape, from one outline point to another. */
type Chord = Ring;

/** The shape cut along a line, or null where the line does not go all the way across any part. */
export function cutAlong(shape: Shape, line: Ring, frame: Size): Shape | null {
  const turned = shape.map((ring, i) => (signedArea(ring) > 0 === isHole(shape, i) ? ring.toReversed() : ring));
  const crossings = crossingsOf(turned, line, frame).sort((a, b) => a.order - b.order);
  const marked = turned.map((ring, i) =>
    withPoints(
      ring,
      crossings.filter((crossing) => crossing.ring === i),
    ),
  );
  let rings: Shape = marked;
  for (const chord of chordsOf(shape, line, crossings)) rings = split(rings, chord) ?? rings;
  if (rings.length <= shape.length && rings.every((ring, i) => ring === marked[i])) return null;
  if (rings.some((ring) => !shape.includes(ring) && !soundRing(ring))) return null;
  return rings.map((ring) => shape[marked.indexOf(ring)] ?? ring);
}

/** Where the line crosses outlines. A touch without crossing counts twice or not at all, as in the raster. */
function crossingsOf(shape: Shape, line: Ring, frame: Size): Crossing[] {
  const found: Crossing[] = [];
  for (let step = 0; step + 1 < line.length; step++) {
    const [from, to] = [line[step], line[step + 1]];
    if (!from || !to) continue;
    shape.forEach((ring, r) => {
      for (let index = 0; index < ring.length; index++) {
        const pair = edge(ring, index);
        const meeting = pair && meetingOf(from, to, pair[0], pair[1]);
        if (!meeting) continue;
        const at = quantise(meeting.at, frame);
        found.push({ order: step + meeting.along, ring: r, index, share: meeting.share, at });
      }
    });
  }
  return found;
}

/**
 * Where segment from–to crosses side a–b; half-open on both, so that a corner is crossed once. A side that two rings
 * share is looked at from the same end, so that both are crossed at the very same point.
 */
function meetingOf(from: VideoPoint, to: VideoPoint, a: VideoPoint, b: VideoPoint) {
  const [low, high] = a.x < b.x || (a.x === b.x && a.y < b.y) ? [a, b] : [b, a];
  const left = (p: VideoPoint) => (to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x);
  const [one, two] = [left(low), left(high)];
  if (one >= 0 === two >= 0) return null;
  const share = one / (one - two);
  const [x, y] = [low.x + (high.x - low.x) * share, low.y + (high.y - low.y) * share];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = Math.abs(dx) > Math.abs(dy) ? (x - from.x) / dx : (y - from.y) / dy;
  if (along < 0 || along >= 1) return null;
  return { share: low === a ? share : 1 - share, along, at: videoPoint(x, y) };
}

/** The ring with the crossings as points of it. */
function withPoints(ring: Ring, crossings: readonly Crossing[]): Ring {
  if (crossings.length === 0) return ring;
  const all = ring.flatMap((point, index) => {
    const here = crossings.filter((crossing) => crossing.index === index).sort((a, b) => a.share - b.share);
    return [point, ...here.map(({ at }) => at)];
  });
  return all.filter((point, i) => !same(point, all.at(i - 1)));
}

/** The stretches of the line between two crossings whose middle is inside. */
function chordsOf(shape: Shape, line: Ring, crossings: readonly Crossing[]): readonly Chord[] {
  return crossings.flatMap((crossing, i) => {
    const next = crossings[i + 1];
    if (!next || same(crossing.at, next.at)) return [];
    const between = line.filter((_, step) => step > crossing.order && step < next.order);
    const [a, b] = [between[0] ?? next.at, crossing.at];
    const middle = videoPoint((a.x + b.x) / 2, (a.y + b.y) / 2);
    return covers(shape, middle) ? [[crossing.at, ...between, next.at]] : [];
  });
}

/** The rings after one stretch inside: one more where it joins a ring to itself, one fewer where it joins two. */
function split(rings: Shape, chord: Chord): Shape | null {
  const [from, next, to] = [chord[0], chord[1], chord.at(-1)];
  if (!from || !next || !to) return null;
  const middle = videoPoint((from.x + next.x) / 2, (from.y + next.y) / 2);
  const both = rings.filter((ring) => has(ring, from) && has(ring, to));
  const whole = both.find((ring) => surrounds(ring, middle)) ?? both[0];
  const inside = chord.slice(1, -1);
  if (whole) return [...rings.filter((ring) => ring !== whole), ...halves(startingAt(whole, from), from, inside, to)];
  const [one, two] = [rings.find((ring) => has(ring, from)), rings.find((ring) => has(ring, to))];
  if (!one || !two) return null;
  const slit = [...startingAt(one, from), from, ...inside, ...startingAt(two, to), to, ...inside.toReversed()];
  return [...rings.filter((ring) => ring !== one && ring !== two), slit];
}

function halves(ring: Ring, from: VideoPoint, inside: Ring, to: VideoPoint): Shape {
  const end = ring.findIndex((point) => same(point, to));
  return [
    [...ring.slice(0, end + 1), ...inside.toReversed()],
    [...ring.slice(end), from, ...inside],
  ];
}

function has(ring: Ring, point: VideoPoint): boolean {
  return ring.some((other) => same(other, point));
}

function startingAt(ring: Ring, point: VideoPoint): Ring {
  const at = ring.findIndex((other) => same(other, point));
  return [...ring.slice(at), ...ring.slice(0, at)];
}

function same(a: VideoPoint, b: VideoPoint | undefined): boolean {
  return b !== undefined && a.x === b.x && a.y === b.y;
}
