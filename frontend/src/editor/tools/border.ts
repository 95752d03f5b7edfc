/**
 * One border between two objects: the stretch where their outlines nearly meet gets the very same points in both,
 * so that there is no gap and no overlap, and who moves the one moves the other. Which points are shared is not
 * stored anywhere: they are those that are equal, and 1/16 px is fine enough that nobody hits one by chance.
 */

import { t } from "@lingui/core/macro";
import { lengthOf, pointsBetween, type Spot, samePoint, shareStretch, spotOn } from "../../geometry/border";
import { quantise, type Size, type VideoPoint } from "../../geometry/point";
import { type Ring, replaceRing, type Shape } from "../../geometry/ring";
import { meetingRings, soundRing } from "../../geometry/sound";
import type { Outcome, Redrawn, Scene } from "./tool";

/** How near outlines are one border, in CSS pixels, and in video pixels where the picture is far away. */
const REACH = 10;
const FARTHEST = 24;

/** What sharing answers: the rings of the chosen object and of its neighbours, or why there is nothing to share. */
type Sharing = Pick<Outcome<null>, "shape" | "others" | "notice">;

/** Stretches of one pair of rings; more than any hand draws. */
const MOST_STRETCHES = 12;

/** Alt+E: wherever the chosen object's outline runs along another's, it takes the other's points. */
export function shareBorders(scene: Scene, reach: number = REACH): Sharing {
  if (scene.shape.length === 0) return { notice: t`Draw the outline first, then press Alt+E to share a border.` };
  const near = Math.min(reach / scene.camera.scale, FARTHEST);
  let rings = scene.shape;
  const others: Redrawn[] = [];
  for (const { track, shape, locked } of scene.others) {
    const shared = shareShapes(rings, shape, near, scene.frame, locked === true);
    rings = shared.own;
    if (shared.other !== shape) others.push({ track, rings: shared.other });
  }
  if (rings === scene.shape) return { notice: t`No other outline runs along this one. Zoom out to reach farther.` };
  if (meetingRings(rings).length > meetingRings(scene.shape).length) {
    return { notice: t`With the other's border this object's outlines would cross. Move them apart first.` };
  }
  return { shape: { rings, label: t`share the border` }, ...(others.length > 0 ? { others } : {}) };
}

function shareShapes(own: Shape, other: Shape, reach: number, frame: Size, fixed: boolean) {
  let shared = { own, other };
  for (let i = 0; i < own.length; i++) {
    for (let j = 0; j < other.length; j++) {
      for (let turn = 0; turn < MOST_STRETCHES; turn++) {
        const found = shareStretch(shared.own[i] ?? [], shared.other[j] ?? [], reach, frame, fixed);
        if (!found) break;
        const same = found.other.length === shared.other[j]?.length;
        shared = {
          own: replaceRing(shared.own, i, found.own),
          other: same ? shared.other : replaceRing(shared.other, j, found.other),
        };
      }
    }
  }
  return shared;
}

/**
 * What an edit of points does to everything that shares them: a point that moves, goes or comes between two shared
 * ones does so in every outline that has it. For points only: dragging a whole outline takes it away from its border.
 *
 * Returns: `shape` is `after`, with the object's own further outlines following; `others` are those that change;
 * `fault` says why the edit must be refused, when an outline would cross itself or belongs to a locked object.
 */
export function sharedMoves(
  before: Shape,
  after: Shape,
  others: Scene["others"],
): { readonly shape: Shape; readonly others: readonly Redrawn[]; readonly fault: string | null } {
  const edits = before.length === after.length ? before.map((ring, i) => editOf(ring, after[i] ?? ring)) : [];
  return shareEdits(
    after,
    after.map((_, i) => edits[i] != null),
    edits.filter((edit) => edit !== null),
    others,
  );
}

/**
 * The same for a stretch of one outline that became another line: who has the whole stretch gets the new one too, and
 * who shares only some of its points keeps its own.
 */
export function sharedStretch(
  before: Shape,
  after: Shape,
  { from, to }: { readonly from: Ring; readonly to: Ring },
  others: Scene["others"],
): ReturnType<typeof sharedMoves> {
  const edited = after.map((ring, i) => ring !== before[i]);
  return shareEdits(after, edited, from.length < 2 ? [] : [{ kind: "stretch", from, to }], others);
}

function shareEdits(
  after: Shape,
  edited: readonly boolean[],
  edits: readonly Edit[],
  others: Scene["others"],
): ReturnType<typeof sharedMoves> {
  const shape = after.map((ring, i) => (edited[i] ? ring : followAll(ring, edits)));
  const changed = others.flatMap(({ track, shape: old, locked }) => {
    const rings = old.map((ring) => followAll(ring, edits));
    return rings.every((ring, i) => ring === old[i]) ? [] : [{ track, rings, old, locked: locked === true }];
  });
  const own = shape.every((ring, i) => ring === after[i] || soundRing(ring));
  const sound = own && changed.every(({ rings, old }) => rings.every((ring, i) => ring === old[i] || soundRing(ring)));
  const locked = changed.some((one) => one.locked);
  const fault = locked ? LOCKED : sound ? null : t`There the outline that shares this border would cross itself.`;
  return { shape, others: changed.map(({ track, rings }) => ({ track, rings })), fault };
}

const LOCKED = t`A locked object shares this border. Unlock it to move both.`;

/** What happened to a ring: points that moved, or a stretch between two points that became another. */
type Edit =
  | { readonly kind: "moved"; readonly to: ReadonlyMap<number, VideoPoint> }
  | { readonly kind: "stretch"; readonly from: Ring; readonly to: Ring };

function editOf(before: Ring, after: Ring): Edit | null {
  if (before === after) return null;
  if (before.length === after.length) {
    const moved = before.flatMap((point, i): [number, VideoPoint][] => {
      const to = after[i];
      return to && !samePoint(point, to) ? [[keyOf(point), to]] : [];
    });
    return moved.length > 0 ? { kind: "moved", to: new Map(moved) } : null;
  }
  const shorter = Math.min(before.length, after.length);
  const same = (one: VideoPoint | undefined, two: VideoPoint | undefined) => one && two && samePoint(one, two);
  let head = 0;
  while (head < shorter && same(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && same(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  return { kind: "stretch", from: around(before, head, tail), to: around(after, head, tail) };
}

/** The points that differ, with the one before and the one after. */
function around(ring: Ring, head: number, tail: number): Ring {
  const [first, last] = [ring.at(head - 1), ring[(ring.length - tail) % ring.length]];
  return [...(first ? [first] : []), ...ring.slice(head, ring.length - tail), ...(last ? [last] : [])];
}

/** A point as a number: positions are below 2¹⁶ sixteenths. */
function keyOf({ x, y }: VideoPoint): number {
  return Math.round(x * 16) * 0x20000 + Math.round(y * 16);
}

function followAll(ring: Ring, edits: readonly Edit[]): Ring {
  return edits.reduce((now, edit) => (edit.kind === "moved" ? movedWith(now, edit.to) : restretched(now, edit)), ring);
}

function movedWith(ring: Ring, to: ReadonlyMap<number, VideoPoint>): Ring {
  if (!ring.some((point) => to.has(keyOf(point)))) return ring;
  return ring.map((point) => to.get(keyOf(point)) ?? point);
}

function restretched(ring: Ring, { from, to }: { readonly from: Ring; readonly to: Ring }): Ring {
  for (const [old, now] of [
    [from, to],
    [from.toReversed(), to.toReversed()],
  ] as const) {
    const start = ring.findIndex((_, i) =>
      old.every((point, k) => samePoint(point, ring[(i + k) % ring.length] ?? point)),
    );
    if (start < 0 || old.length > ring.length) continue;
    const turned = [...ring.slice(start), ...ring.slice(0, start)];
    const left = [...now, ...turned.slice(old.length)];
    return left.length >= 3 ? left : ring;
  }
  return ring;
}

/**
 * The way along another object's outline between two points that lie on it, the shorter way around: for a line that
 * is being drawn. Null when no outline is near both.
 */
export function followed(from: VideoPoint, to: VideoPoint, scene: Scene): Ring | null {
  const near = Math.min(REACH / scene.camera.scale, FARTHEST);
  let best: { ring: Ring; start: Spot; end: Spot } | null = null;
  for (const ring of scene.others.flatMap(({ shape }) => shape)) {
    const [start, end] = [spotOn(ring, from), spotOn(ring, to)];
    if (!start || !end || start.away > near || end.away > near) continue;
    if (!best || start.away + end.away < best.start.away + best.end.away) best = { ring, start, end };
  }
  if (!best) return null;
  const { ring, start, end } = best;
  const ends = (between: Ring) => [quantise(start.at, scene.frame), ...between, quantise(end.at, scene.frame)];
  const [ahead, back] = [ends(pointsBetween(ring, start, end)), ends(pointsBetween(ring, end, start).toReversed())];
  const shorter = lengthOf(ahead) <= lengthOf(back) ? ahead : back;
  return shorter.filter((point, i) => i === 0 || !samePoint(point, shorter[i - 1] ?? point));
}
