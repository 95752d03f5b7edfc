/**
 * One border for two rings: where they run along each other, one takes the very points of the other, so that the
 * half-open raster gives every pixel along it to exactly one of them.
 *
 * Nearness is asked at the points of both rings and, between them, at steps of the reach; so a ring of few long sides
 * shares as well as one of many short ones.
 */

import { distance, quantise, type Size, type VideoPoint, videoPoint } from "./point";
import { bounds, edge, type Ring } from "./ring";
import { soundRing } from "./sound";

/** A place on a ring: `at` lies on the side that leaves point `index`, `share` of the way along it. */
export interface Spot {
  readonly index: number;
  readonly share: number;
  readonly at: VideoPoint;
  readonly away: number;
}

/** A place on the other ring that has a partner on one's own. `corner` says that it is a point of the other ring. */
interface Mark {
  readonly spot: Spot;
  readonly own: Spot;
  readonly corner: boolean;
}

export interface Shared {
  readonly own: Ring;
  readonly other: Ring;
}

/** Where a ring comes nearest to a point, or null for a ring without sides. */
export function spotOn(ring: Ring, point: VideoPoint): Spot | null {
  let best: Spot | null = null;
  for (let index = 0; index < ring.length; index++) {
    const pair = edge(ring, index);
    if (!pair) continue;
    const [a, b] = pair;
    if (best && boxAway(point, a, b) >= best.away) continue;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const squared = dx * dx + dy * dy;
    const along = squared === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / squared;
    const share = Math.min(Math.max(along, 0), 1);
    const away = Math.hypot(point.x - a.x - share * dx, point.y - a.y - share * dy);
    if (best && away >= best.away) continue;
    const at = videoPoint(a.x + share * dx, a.y + share * dy);
    best = share === 1 ? { index: (index + 1) % ring.length, share: 0, at: b, away } : { index, share, at, away };
  }
  return best;
}

/** No side is nearer than the box around it, and that is quickly known. */
function boxAway(point: VideoPoint, a: VideoPoint, b: VideoPoint): number {
  const x = Math.max(Math.min(a.x, b.x) - point.x, point.x - Math.max(a.x, b.x), 0);
  const y = Math.max(Math.min(a.y, b.y) - point.y, point.y - Math.max(a.y, b.y), 0);
  return Math.max(x, y);
}

/** The points that are passed from one place to another, forwards, both places left out. */
export function pointsBetween(ring: Ring, from: Spot, to: Spot): Ring {
  const count = ring.length;
  const ahead =
    to.index - from.index + (to.index < from.index || (to.index === from.index && to.share < from.share) ? count : 0);
  const passed: VideoPoint[] = [];
  for (let step = 1; step <= ahead; step++) {
    const point = ring[(from.index + step) % count];
    if (point && !(step === ahead && to.share === 0)) passed.push(point);
  }
  return passed;
}

/** The length of an open line. */
export function lengthOf(points: Ring): number {
  return points.reduce((sum, point, i) => sum + distance(point, points[i - 1] ?? point), 0);
}

/**
 * Make the longest stretch that two rings nearly have in common one that they have exactly; the other's points win.
 *
 * Args: `reach` is how near counts, in video pixels; `fixed` says that the other ring may not get points of its own
 * where the stretch ends.
 *
 * Returns: both rings, or null when there is no stretch that is not one already, or none that leaves both sound.
 */
export function shareStretch(own: Ring, other: Ring, reach: number, frame: Size, fixed: boolean): Shared | null {
  if (!boxesNear(own, other, reach)) return null;
  const runs = runsOf(own, other, reach, frame).map((run) => withoutPartings(own, run));
  runs.sort((a, b) => spanOf(b) - spanOf(a));
  for (const run of runs) {
    for (let left = fixed ? cornersOf(run) : run; left.length >= 2; left = left.slice(1, -1)) {
      if (spanOf(left) < reach || !goesAlong(own, left)) break;
      const shared = taken(own, other, left);
      if (sameRing(shared.own, own)) break;
      if (soundRing(shared.own) && soundRing(shared.other)) return shared;
    }
  }
  return null;
}

/** Two outlines that meet at an angle are near each other too, but one goes far while the other goes nowhere. */
function goesAlong(own: Ring, run: readonly Mark[]): boolean {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return false;
  const ways = [wayLength(own, first.own, last.own), wayLength(own, last.own, first.own)];
  const span = spanOf(run);
  return ways.some((way) => way >= span / 2 && way <= span * 2);
}

function boxesNear(one: Ring, two: Ring, reach: number): boolean {
  const [a, b] = [bounds(one), bounds(two)];
  return a.x0 <= b.x1 + reach && b.x0 <= a.x1 + reach && a.y0 <= b.y1 + reach && b.y0 <= a.y1 + reach;
}

/**
 * The run from its first to its last point that is shared already, where own does not leave these: there the two part,
 * and taking the other's next points too would creep on along it, a reach at a time.
 */
function withoutPartings(own: Ring, run: readonly Mark[]): readonly Mark[] {
  const parts = (exact: Mark | undefined, beyond: readonly Mark[]) =>
    exact !== undefined && beyond.every((mark) => ownWay(own, mark, exact) === 0);
  const isShared = (mark: Mark) => samePoint(mark.spot.at, mark.own.at);
  const [first, last] = [run.findIndex(isShared), run.findLastIndex(isShared)];
  const from = parts(run[first], run.slice(0, Math.max(first, 0))) ? first : 0;
  const to = parts(run[last], run.slice(last + 1)) ? last + 1 : run.length;
  return run.slice(from, to);
}

function ownWay(own: Ring, from: Mark, to: Mark): number {
  return Math.min(wayLength(own, from.own, to.own), wayLength(own, to.own, from.own));
}

/** From the first to the last corner of the other ring. */
function cornersOf(run: readonly Mark[]): readonly Mark[] {
  const first = run.findIndex((mark) => mark.corner);
  const last = run.findLastIndex((mark) => mark.corner);
  return first < 0 ? [] : run.slice(first, last + 1);
}

function spanOf(run: readonly Mark[]): number {
  return lengthOf(run.map((mark) => mark.spot.at));
}

/** The places where the rings are near each other, in order along the other ring. */
function marksOf(own: Ring, other: Ring, reach: number, frame: Size): readonly Mark[] {
  const marks: Mark[] = [];
  other.forEach((at, index) => {
    const partner = spotOn(own, at);
    if (partner && partner.away <= reach)
      marks.push({ spot: { index, share: 0, at, away: 0 }, own: partner, corner: true });
  });
  own.forEach((at, index) => {
    const spot = spotOn(other, at);
    if (!spot || spot.away > reach || spot.share === 0) return;
    const stored = quantise(spot.at, frame);
    if (other.some((point) => samePoint(point, stored))) return;
    marks.push({ spot: { ...spot, at: stored }, own: { index, share: 0, at, away: 0 }, corner: false });
  });
  const sorted = marks.sort((a, b) => a.spot.index - b.spot.index || a.spot.share - b.spot.share);
  return sorted.filter((mark, i) => !sorted[i - 1] || !samePoint(mark.spot.at, sorted[i - 1]?.spot.at ?? mark.spot.at));
}

/** The marks in runs along which the rings stay near each other. */
function runsOf(own: Ring, other: Ring, reach: number, frame: Size): readonly (readonly Mark[])[] {
  const marks = marksOf(own, other, reach, frame);
  const joined = marks.map((mark, i) => staysNear(own, other, mark, marks[(i + 1) % marks.length] ?? mark, reach));
  const end = joined.lastIndexOf(false);
  const turned = [...marks.slice(end + 1), ...marks.slice(0, end + 1)];
  if (end < 0) return marks.length >= 2 ? [turned] : [];
  const runs: Mark[][] = [[]];
  turned.forEach((mark, i) => {
    runs.at(-1)?.push(mark);
    if (!joined[(end + 1 + i) % marks.length]) runs.push([]);
  });
  return runs.filter((run) => run.length >= 2);
}

/** Whether own ring goes along with the other from one mark to the next. */
function staysNear(own: Ring, other: Ring, from: Mark, to: Mark, reach: number): boolean {
  if (pointsBetween(other, from.spot, to.spot).length > 0) return false;
  const length = distance(from.spot.at, to.spot.at);
  if (ownWay(own, from, to) > 3 * length + 2 * reach) return false;
  const steps = Math.ceil(length / reach);
  return Array.from({ length: Math.max(steps - 1, 0) }, (_, i) => (i + 1) / steps).every((share) => {
    const { x, y } = from.spot.at;
    const spot = spotOn(own, videoPoint(x + (to.spot.at.x - x) * share, y + (to.spot.at.y - y) * share));
    return spot !== null && spot.away <= reach;
  });
}

function wayLength(ring: Ring, from: Spot, to: Spot): number {
  return lengthOf([from.at, ...pointsBetween(ring, from, to), to.at]);
}

/** Both rings after own has taken the run: the other's points, and its ends where those are between points. */
function taken(own: Ring, other: Ring, run: readonly Mark[]): Shared {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return { own, other };
  const line = run.filter((mark, i) => mark.corner || i === 0 || i === run.length - 1).map((mark) => mark.spot.at);
  const added = [first, last].filter((mark) => !mark.corner);
  const whole = line.length === other.length && wayLength(other, last.spot, first.spot) <= spanOf(run) / 4;
  const rest = restOf(own, first.own, last.own, spanOf(run));
  return {
    own: whole && rest.points.length === 0 ? other : [...(rest.reversed ? line.toReversed() : line), ...rest.points],
    other: withEnds(other, added),
  };
}

/** The points of own ring that stay: the way between the partners that is as long as the run goes. */
function restOf(own: Ring, first: Spot, last: Spot, span: number): { points: Ring; reversed: boolean } {
  const [forwards, backwards] = [wayLength(own, first, last), wayLength(own, last, first)];
  const reversed = Math.abs(backwards - span) < Math.abs(forwards - span);
  return { points: reversed ? pointsBetween(own, first, last) : pointsBetween(own, last, first), reversed };
}

function withEnds(ring: Ring, marks: readonly Mark[]): Ring {
  return ring.flatMap((point, index) => {
    const here = marks.filter((mark) => mark.spot.index === index).sort((a, b) => a.spot.share - b.spot.share);
    return [point, ...here.map((mark) => mark.spot.at)];
  });
}

/** Whether two rings have the same points, whichever comes first. */
function sameRing(one: Ring, two: Ring): boolean {
  if (one.length !== two.length) return false;
  const there = new Set(two.map(({ x, y }) => `${x},${y}`));
  return one.every(({ x, y }) => there.has(`${x},${y}`));
}

/** Whether two points are one. */
export function samePoint(a: VideoPoint, b: VideoPoint): boolean {
  return a.x === b.x && a.y === b.y;
}
