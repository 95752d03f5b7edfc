/** What the tool in hand adds to the picture: handles, the line being drawn, the tip, the marks, the crosshair. */

import { memo, type ReactNode } from "react";
import { type Editor, touchable } from "../editor/editor";
import { objectColour } from "../editor/palette";
import type { BrushState } from "../editor/tools/brush";
import type { JoinState } from "../editor/tools/join";
import { boxInHand, type MagicState, type Mark } from "../editor/tools/magic";
import type { PolygonState } from "../editor/tools/polygon";
import type { RetraceState } from "../editor/tools/retrace";
import type { Band, SelectState } from "../editor/tools/select";
import type { SliceState } from "../editor/tools/slice";
import { type Camera, toVideo } from "../geometry/camera";
import type { VideoPoint } from "../geometry/point";
import { type Box, edge, pathOf, type Shape } from "../geometry/ring";
import { areDense, dot, handlesOf } from "./handles";

/** The layer over the shapes, in video pixels. */
export function EditLayer(props: { readonly editor: Editor; readonly shape: Shape; readonly number: number }) {
  const { editor } = props;
  if (!editor.editable || !touchable(editor)) return null;
  return (
    <g style={{ color: objectColour(props.number).video }}>
      {layerOf(editor, props.shape)}
      {editor.crosshair && <Crosshair at={editor.crosshair} camera={editor.camera} />}
    </g>
  );
}

function layerOf({ tool, camera }: Editor, shape: Shape): ReactNode {
  switch (tool.tool) {
    case "select":
      return <SelectLayer tool={tool} shape={shape} camera={camera} />;
    case "polygon":
      return <DrawingLine tool={tool} trail={tool.trail?.way ?? []} closes />;
    case "retrace":
      return <RetraceLayer tool={tool} />;
    case "slice":
      return <DrawingLine tool={tool} trail={[]} closes={false} />;
    case "brush":
      return <Tip tool={tool} />;
    case "join":
      return <JoinLayer tool={tool} shape={shape} />;
    case "magic":
      return <MagicLayer tool={tool} camera={camera} />;
    case "refine":
      return (
        <>
          <path className="onion" d={pathOf(tool.before)} />
          <Handles shape={shape} scale={camera.scale} />
        </>
      );
    case "hand":
      return null;
  }
}

/** All handles of a shape; made anew only when the shape or the zoom is another. */
const Handles = memo(function Handles({ shape, scale }: { shape: Shape; scale: number }) {
  const { outer, holes, midpoints } = handlesOf(shape, { scale, x: 0, y: 0 });
  return (
    <g className={areDense(shape, scale) ? "dense" : undefined}>
      <path className="midpoints" d={midpoints} />
      <path className="midpoints core" d={midpoints} />
      <path className="handles" d={outer} />
      <path className="handles core" d={outer} />
      <path className="handles" d={holes} />
      <path className="handles hole" d={holes} />
    </g>
  );
});

function SelectLayer({ tool, shape, camera }: { tool: SelectState; shape: Shape; camera: Camera }) {
  const chosen = takenPoints(tool, shape).map(dot).join("");
  const hovered = tool.hover && tool.hover.kind !== "fill" ? tool.hover : null;
  return (
    <>
      <path className="crossing" d={crossingPath(tool, shape)} />
      <Handles shape={shape} scale={camera.scale} />
      {hovered && <path className={hovered.kind === "vertex" ? "hot" : "hot ghost"} d={dot(hovered.at)} />}
      <g className={tool.several.length > 0 ? "many" : undefined}>
        {chosen && <path className="taken" d={chosen} />}
        {chosen && <path className="taken core" d={chosen} />}
      </g>
      {tool.band && <BandView band={tool.band} camera={camera} />}
    </>
  );
}

function takenPoints({ chosen, several }: SelectState, shape: Shape): readonly VideoPoint[] {
  if (several.length > 0) return several.flatMap(({ ring, vertex }) => shape[ring]?.[vertex] ?? []);
  if (chosen === null || chosen.vertex === null) return [];
  const point = shape[chosen.ring]?.[chosen.vertex];
  return point ? [point] : [];
}

function BandView({ band, camera }: { band: Band; camera: Camera }) {
  const [from, to] = [toVideo(band.from, camera), toVideo(band.to, camera)];
  return <path className="band" d={boxPath({ x0: from.x, y0: from.y, x1: to.x, y1: to.y })} />;
}

function boxPath({ x0, y0, x1, y1 }: Box): string {
  return `M${x0} ${y0}H${x1}V${y1}H${x0}Z`;
}

function crossingPath(tool: SelectState, shape: Shape): string {
  const ring = shape[tool.chosen?.ring ?? -1];
  if (!ring || !tool.grip) return "";
  return tool.grip.crossing
    .map((index) => edge(ring, index))
    .map((pair) => (pair ? `M${pair[0].x} ${pair[0].y}L${pair[1].x} ${pair[1].y}` : ""))
    .join("");
}

function DrawingLine(props: {
  readonly tool: PolygonState | SliceState | RetraceState;
  readonly trail: readonly VideoPoint[];
  /** Whether the line will be an outline, and so is filled while it is open. */
  readonly closes: boolean;
}) {
  const { points, pointer, nearStart, sound } = props.tool;
  const first = points[0];
  const last = props.trail.at(-1) ?? points.at(-1);
  const line = lineOf([...points, ...props.trail]);
  const end = nearStart ? first : pointer;
  const aim = last && end ? lineOf([last, end]) : "";
  const dots = points.map(dot).join("");
  return (
    <>
      {props.closes && points.length > 2 && <path className="drawn" d={`${line}Z`} />}
      <path className="line under" d={line} />
      <path className={props.tool.tool === "slice" ? "line cut" : "line"} d={line} />
      <path className={sound ? "aim" : "aim crossing"} d={aim} />
      <path className="handles" d={dots} />
      <path className="handles core" d={dots} />
      {first && points.length > 2 && <path className={nearStart ? "start near" : "start"} d={dot(first)} />}
    </>
  );
}

/** The new line, and over the outline the stretch that goes with the next click. */
function RetraceLayer({ tool }: { tool: RetraceState }) {
  const { aim } = tool;
  const gone = lineOf(aim?.gone ?? []);
  const line = aim && tool.points.length > 0 ? { ...tool, pointer: aim.spot.at } : tool;
  return (
    <>
      <path className="going under" d={gone} />
      <path className="going" d={gone} />
      <DrawingLine tool={line} trail={tool.trail?.way ?? []} closes={false} />
      {aim && <path className="start near" d={dot(aim.spot.at)} />}
    </>
  );
}

function lineOf(points: readonly VideoPoint[]): string {
  return points.map((point, i) => `${i ? "L" : "M"}${point.x} ${point.y}`).join("");
}

/** The brush: what it has painted so far, and its tip at the pointer. */
function Tip({ tool }: { tool: BrushState }) {
  const { stroke, pointer, radius, kind } = tool;
  const erases = stroke ? stroke.erases : kind === "eraser";
  const way = stroke?.points ?? [];
  const path = way.length === 1 && way[0] ? dot(way[0]) : lineOf(way);
  return (
    <>
      {way.length > 0 && (
        <path className={erases ? "paint erases" : "paint"} d={path} style={{ strokeWidth: 2 * radius }} />
      )}
      {pointer && <circle className="tip under" cx={pointer.x} cy={pointer.y} r={radius} />}
      {pointer && <circle className={erases ? "tip erases" : "tip"} cx={pointer.x} cy={pointer.y} r={radius} />}
    </>
  );
}

function JoinLayer({ tool, shape }: { tool: JoinState; shape: Shape }) {
  const path = (ring: number | null) => pathOf(ring === null ? [] : shape.slice(ring, ring + 1));
  return (
    <>
      <path className="joined" d={path(tool.hover)} />
      <path className="joined first" d={path(tool.first)} />
    </>
  );
}

/** What was clicked: a plus where it is, a minus where it is not, and the box. */
function MagicLayer({ tool, camera }: { tool: MagicState; camera: Camera }) {
  const inHand = boxInHand(tool);
  const boxed = tool.marks.findLast((mark) => mark.kind === "box");
  const box = inHand ?? (boxed?.kind === "box" ? boxed.box : null);
  const reach = 4 / camera.scale;
  const signs = (positive: boolean) => tool.marks.flatMap((mark) => signOf(mark, positive, reach)).join("");
  const discs = (positive: boolean) => tool.marks.flatMap((mark) => discOf(mark, positive)).join("");
  return (
    <>
      {box && <path className="band" d={boxPath(box)} />}
      <path className="mark" d={discs(true)} />
      <path className="mark not" d={discs(false)} />
      <path className="sign" d={signs(true)} />
      <path className="sign" d={signs(false)} />
    </>
  );
}

function discOf(mark: Mark, positive: boolean): readonly string[] {
  return mark.kind === "click" && mark.positive === positive ? [dot(mark.at)] : [];
}

function signOf(mark: Mark, positive: boolean, reach: number): readonly string[] {
  if (mark.kind !== "click" || mark.positive !== positive) return [];
  const { x, y } = mark.at;
  const across = `M${x - reach} ${y}H${x + reach}`;
  return [positive ? `${across}M${x} ${y - reach}V${y + reach}` : across];
}

/** Where the keyboard points. */
function Crosshair({ at, camera }: { at: VideoPoint; camera: Camera }) {
  const [gap, arm] = [3 / camera.scale, 14 / camera.scale];
  const { x, y } = at;
  const path =
    `M${x - arm} ${y}H${x - gap}M${x + gap} ${y}H${x + arm}` + `M${x} ${y - arm}V${y - gap}M${x} ${y + gap}V${y + arm}`;
  return (
    <g data-testid="crosshair" data-x={x} data-y={y}>
      <path className="crosshair under" d={path} />
      <path className="crosshair" d={path} />
    </g>
  );
}
