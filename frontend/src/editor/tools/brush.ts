/**
 * Painting with a round tip: the brush adds to the chosen object's mask, the eraser takes from it. While the button
 * is down only the tip's way is remembered, so that a move costs nothing; letting go makes rings of the way and
 * joins them to the outline, or takes them from it. What the tip does not reach keeps its points.
 */

import { t } from "@lingui/core/macro";
import { combinedPixels, intersect, subtract, union } from "../../geometry/boolean";
import { paint } from "../../geometry/paint";
import { distance, type Size, STEPS, type VideoPoint, videoPoint } from "../../geometry/point";
import { area, iou } from "../../geometry/raster";
import { placed, type Region, rasteriseIn, regionAround } from "../../geometry/region";
import { type Shape, shapeBounds, signedArea } from "../../geometry/ring";
import { simplify } from "../../geometry/simplify";
import { trace } from "../../geometry/trace";
import type { Input, Outcome, Pointer, Scene } from "./tool";

/** The way of the tip's middle while the button is down, to be shown as a line 2 · radius wide with round ends. */
export interface Stroke {
  readonly points: readonly VideoPoint[];
  readonly erases: boolean;
}

export interface BrushState {
  readonly tool: "brush";
  readonly kind: "brush" | "eraser";
  /** In video pixels: the tip paints what it covers, at any zoom. */
  readonly radius: number;
  readonly pointer: VideoPoint | null;
  readonly stroke: Stroke | null;
}

/** The smallest and the largest tip and the one to begin with: radius in video pixels. */
export const RADIUS = { least: 0.5, most: 200, first: 12 } as const;

/** How far the rings may differ from what was painted: intersection over union of the whole mask. */
const LEAST_IOU = 0.99;

/** How far a ring may leave the painted pixels' outline, in video pixels: as coarse as the overlap allows. */
const EPSILONS = [1, 0.7, 0.5, 0.35, 0.2, 0] as const;

/** Square pixels: a ring that a stroke left over and that is smaller goes, where the overlap allows it. */
const CRUMB = 6;

/** The tool before its first stroke. */
export function startBrush(kind: "brush" | "eraser", radius: number = RADIUS.first): BrushState {
  return { tool: "brush", kind, radius: sized(radius), pointer: null, stroke: null };
}

/** One step of painting. Alt turns the brush into the eraser, and back, for one stroke. */
export function stepBrush(state: BrushState, input: Input, scene: Scene): Outcome<BrushState> {
  switch (input.type) {
    case "press":
      return press(state, input, scene);
    case "move":
      return { state: drag(state, input) };
    case "release":
      return state.stroke
        ? letGo({ ...state, stroke: null }, drag(state, input).stroke ?? state.stroke, scene)
        : { state };
    case "smaller":
      return { state: { ...state, radius: sized(Math.min(state.radius / 1.25, state.radius - 0.5)) } };
    case "larger":
      return { state: { ...state, radius: sized(Math.max(state.radius * 1.25, state.radius + 0.5)) } };
    case "take-back":
    case "cancel":
      return state.stroke ? { state: { ...state, stroke: null } } : { state, leave: input.type === "cancel" };
    default:
      return { state };
  }
}

function sized(radius: number): number {
  return Math.min(Math.max(Math.round(radius * 2) / 2, RADIUS.least), RADIUS.most);
}

function press(state: BrushState, pointer: Pointer, scene: Scene): Outcome<BrushState> {
  const erases = (state.kind === "eraser") !== pointer.alt;
  if (erases && scene.shape.length === 0) return { state, notice: t`There is nothing to erase yet. Press B to paint.` };
  const at = onGrid(pointer.video);
  return { state: { ...state, pointer: at, stroke: { points: [at], erases } } };
}

/** The way grows where the tip has moved enough to be seen; a hand at rest adds nothing. */
function drag(state: BrushState, pointer: Pointer): BrushState {
  const at = onGrid(pointer.video);
  const last = state.stroke?.points.at(-1);
  if (!state.stroke || !last || distance(last, at) < Math.max(state.radius / 20, 0.25))
    return { ...state, pointer: at };
  return { ...state, pointer: at, stroke: { ...state.stroke, points: [...state.stroke.points, at] } };
}

/** The tip's middle may lie outside of the frame: a stroke along the border covers the border. */
function onGrid({ x, y }: VideoPoint): VideoPoint {
  return videoPoint(Math.round(x * STEPS) / STEPS, Math.round(y * STEPS) / STEPS);
}

function letGo(state: BrushState, stroke: Stroke, scene: Scene): Outcome<BrushState> {
  const rings = painted(scene.shape, stroke, state.radius, scene.frame);
  return rings ? { state, shape: { rings, label: stroke.erases ? t`erase` : t`paint` } } : { state };
}

/** The shape with a stroke added or erased, or null where that changes no pixel. */
export function painted(shape: Shape, stroke: Stroke, radius: number, frame: Size): Shape | null {
  const tip = paint(stroke.points, radius, frame);
  const region = around(shape, tip.region, frame);
  const before = rasteriseIn(shape, region);
  const wanted = combinedPixels(before, placed(tip.mask, tip.region, region), stroke.erases ? "subtract" : "union");
  if (area(before) === area(wanted)) return null;
  if (area(wanted) === 0) return [];
  const exact = trace(tip.mask, tip.region);
  for (const epsilon of EPSILONS) {
    const outline = simplify(exact, epsilon);
    const rings = stroke.erases ? subtract(shape, outline, frame) : union(shape, cutOff(outline, frame), frame);
    for (const some of [withoutCrumbs(rings, shape, radius), rings]) {
      if (iou(rasteriseIn(some, region), wanted) >= LEAST_IOU) return some;
    }
  }
  return trace(wanted, region);
}

/** Specks and pinholes that a stroke leaves beside it, far smaller than its tip, are not meant and hard to find. */
function withoutCrumbs(rings: Shape, before: Shape, radius: number): Shape {
  const least = Math.min(CRUMB, (Math.PI * radius * radius) / 4);
  const old = new Set(before.map((ring) => signedArea(ring)));
  return rings.filter((ring) => Math.abs(signedArea(ring)) >= least || old.has(signedArea(ring)));
}

function around(shape: Shape, tip: Region, frame: Size): Region {
  const box = shapeBounds(shape) ?? { x0: tip.x, y0: tip.y, x1: tip.x, y1: tip.y };
  const [right, bottom] = [Math.max(box.x1, tip.x + tip.width), Math.max(box.y1, tip.y + tip.height)];
  return regionAround({ x0: Math.min(box.x0, tip.x), y0: Math.min(box.y0, tip.y), x1: right, y1: bottom }, frame);
}

function cutOff(shape: Shape, { width, height }: Size): Shape {
  const box = shapeBounds(shape);
  if (!box || (box.x0 >= 0 && box.y0 >= 0 && box.x1 <= width && box.y1 <= height)) return shape;
  const whole = [videoPoint(0, 0), videoPoint(width, 0), videoPoint(width, height), videoPoint(0, height)];
  return intersect(shape, [whole], { width, height });
}
