/**
 * What can be done to vertices of a shape, one or several: the arithmetic of selecting, without its gestures.
 * Every edit answers with sound rings or with the sentence that says why not.
 */

import { t } from "@lingui/core/macro";
import { toVideo } from "../../geometry/camera";
import { quantise, STEPS, type VideoPoint, videoPoint } from "../../geometry/point";
import {
  bounds,
  crossingEdges,
  edge,
  insertPoint,
  movePoint,
  moveRings,
  nestedIn,
  type Ring,
  replaceRing,
  type Shape,
} from "../../geometry/ring";
import { soundRing } from "../../geometry/sound";
import type { Chosen, Grip } from "./select";
import type { Pointer, Scene } from "./tool";

/** One vertex of one ring. */
export interface Corner {
  readonly ring: number;
  readonly vertex: number;
}

/** The rings after an edit, or why they stay; `whole` when outlines moved and not points of them. */
export type Edit =
  | { readonly rings: Shape; readonly label: string; readonly chosen: Chosen | null; readonly whole?: true }
  | { readonly fault: string };

export function hasCorner(corners: readonly Corner[], one: Corner): boolean {
  return corners.some(({ ring, vertex }) => ring === one.ring && vertex === one.vertex);
}

/** The vertex after (or before) the chosen one, over the ends of rings; the first one when none is chosen. */
export function stepCorner(shape: Shape, chosen: Chosen | null, step: 1 | -1): Corner | null {
  const all = shape.flatMap((points, ring) => points.map((_, vertex) => ({ ring, vertex })));
  if (chosen === null) return (step === 1 ? all[0] : all.at(-1)) ?? null;
  if (chosen.vertex === null) return all.find(({ ring }) => ring === chosen.ring) ?? null;
  const here = all.findIndex(({ ring, vertex }) => ring === chosen.ring && vertex === chosen.vertex);
  return all[(here + step + all.length) % all.length] ?? null;
}

/** The shape while what is held follows the pointer, and the edges of the chosen ring that cross meanwhile. */
export function moveHeld(
  grip: Grip,
  chosen: Chosen,
  several: readonly Corner[],
  pointer: Pointer,
  scene: Scene,
): { readonly draft: Shape; readonly crossing: readonly number[] } {
  const from = toVideo(grip.from, scene.camera);
  const [dx, dy] = [pointer.video.x - from.x, pointer.video.y - from.y];
  if (grip.kind === "rings") {
    const together = [chosen.ring, ...nestedIn(grip.before, chosen.ring)];
    return { draft: moveRings(grip.before, together, dx, dy, scene.frame), crossing: [] };
  }
  if (grip.kind === "vertices") {
    const draft = moveCorners(grip.before, several, dx, dy, scene);
    return { draft, crossing: crossingBeside(draft, chosen.ring, several) };
  }
  const vertex = chosen.vertex ?? 0;
  const points = movePoint(grip.held[chosen.ring] ?? [], vertex, quantise(pointer.video, scene.frame));
  return { draft: replaceRing(grip.held, chosen.ring, points), crossing: crossingAround(points, vertex) };
}

/** So many pairs of edges are compared within one move of the pointer; beyond, letting go finds what crosses. */
const MOST_PAIRS = 200_000;

/** The edges beside the moved vertices of a ring that cross another. */
function crossingBeside(shape: Shape, ring: number, corners: readonly Corner[]): readonly number[] {
  const points = shape[ring] ?? [];
  const moved = corners.filter((corner) => corner.ring === ring).map(({ vertex }) => vertex);
  const edges = [...new Set(moved.flatMap((vertex) => [(vertex + points.length - 1) % points.length, vertex]))];
  return edges.length * points.length > MOST_PAIRS ? [] : crossingEdges(points, edges);
}

/** The edges beside a vertex that cross another. */
function crossingAround(points: Ring, vertex: number): readonly number[] {
  return crossingEdges(points, [(vertex + points.length - 1) % points.length, vertex]);
}

/** Vertices moved together, stopped as one at the frame's border so that they keep their form. */
function moveCorners(shape: Shape, corners: readonly Corner[], dx: number, dy: number, { frame }: Scene): Shape {
  const moved = corners.flatMap(({ ring, vertex }) => shape[ring]?.[vertex] ?? []);
  if (moved.length === 0) return shape;
  const box = bounds(moved);
  const right = onGrid(Math.min(Math.max(dx, -box.x0), frame.width - box.x1));
  const down = onGrid(Math.min(Math.max(dy, -box.y0), frame.height - box.y1));
  const rings = new Set(corners.map(({ ring }) => ring));
  return shape.map((points, ring) => {
    if (!rings.has(ring)) return points;
    const goes = new Set(corners.filter((corner) => corner.ring === ring).map(({ vertex }) => vertex));
    return points.map((point, vertex) => (goes.has(vertex) ? shifted(point, right, down) : point));
  });
}

function shifted({ x, y }: VideoPoint, right: number, down: number): VideoPoint {
  return videoPoint(x + right, y + down);
}

function onGrid(value: number): number {
  return Math.round(value * STEPS) / STEPS;
}

/** The shape with the chosen vertices, or the chosen ring and its holes, moved by video pixels. */
export function nudged(scene: Scene, chosen: Chosen, several: readonly Corner[], dx: number, dy: number): Edit {
  const { shape } = scene;
  if (chosen.vertex === null) {
    const together = [chosen.ring, ...nestedIn(shape, chosen.ring)];
    return { rings: moveRings(shape, together, dx, dy, scene.frame), label: t`move the outline`, chosen, whole: true };
  }
  const corners = several.length > 0 ? several : [{ ring: chosen.ring, vertex: chosen.vertex }];
  const rings = moveCorners(shape, corners, dx, dy, scene);
  if (!changedRings(shape, rings).every(soundRing)) return { fault: t`There the outline would cross itself.` };
  return { rings, label: corners.length > 1 ? t`move points` : t`move a point`, chosen };
}

/** The shape without some vertices; a ring that would be left with fewer than three goes whole. */
export function afterRemoval(shape: Shape, corners: readonly Corner[]): Edit {
  const left = shape.map((points, ring) => points.filter((_, vertex) => !hasCorner(corners, { ring, vertex })));
  const touched = shape.map((points, ring) => left[ring]?.length !== points.length);
  const gone = left.map((points, ring) => touched[ring] === true && points.length < 3);
  const faulty = left.some((points, ring) => touched[ring] && !gone[ring] && !soundRing(points));
  if (faulty) return { fault: t`Without that point the outline would cross itself. Move its neighbours first.` };
  const rings = left.flatMap((points, ring) => (gone[ring] ? [] : [touched[ring] ? points : (shape[ring] ?? points)]));
  const first = corners[0]?.ring ?? 0;
  const label = gone.includes(true) ? t`delete an outline` : corners.length > 1 ? t`delete points` : t`delete a point`;
  return { rings, label, chosen: gone.includes(true) ? null : { ring: first, vertex: null } };
}

/** The shape with a further vertex in the middle of the edge that leaves the chosen one, which is chosen then. */
export function withMidpoint({ shape, frame }: Scene, { ring, vertex }: Corner): Edit {
  const points = shape[ring] ?? [];
  const pair = edge(points, vertex);
  if (!pair) return { fault: t`Choose a point first: press . to go from point to point.` };
  const middle = quantise(videoPoint((pair[0].x + pair[1].x) / 2, (pair[0].y + pair[1].y) / 2), frame);
  if (points.some((point) => point.x === middle.x && point.y === middle.y)) {
    return { fault: t`There is no room for a point between this one and the next.` };
  }
  const longer = insertPoint(points, vertex, middle);
  if (!soundRing(longer)) return { fault: t`A point there would make the outline cross itself.` };
  return {
    rings: replaceRing(shape, ring, longer),
    label: t`insert a point`,
    chosen: { ring, vertex: vertex + 1 },
  };
}

function changedRings(before: Shape, after: Shape): readonly Ring[] {
  return after.filter((ring, index) => ring !== before[index]);
}
