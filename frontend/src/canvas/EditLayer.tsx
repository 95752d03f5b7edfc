/** What the tool in hand adds to the picture: handles, the line being drawn, the edges that may not stay. */

import type { Editor } from "../editor/editor";
import { objectColour } from "../editor/palette";
import type { PolygonState } from "../editor/tools/polygon";
import type { SelectState } from "../editor/tools/select";
import type { Camera } from "../geometry/camera";
import { edge, type Shape } from "../geometry/ring";
import { dot, handlesOf } from "./handles";

/** The layer over the shapes, in video pixels. */
export function EditLayer(props: { readonly editor: Editor; readonly shape: Shape; readonly number: number }) {
  const { tool, camera, editable } = props.editor;
  if (!editable) return null;
  const colour = objectColour(props.number).video;
  return (
    <g style={{ color: colour }}>
      {tool.tool === "select" && <SelectHandles tool={tool} shape={props.shape} camera={camera} />}
      {tool.tool === "polygon" && <DrawingLine tool={tool} />}
    </g>
  );
}

function SelectHandles({ tool, shape, camera }: { tool: SelectState; shape: Shape; camera: Camera }) {
  const { outer, holes, midpoints } = handlesOf(shape, camera);
  const chosenRing = tool.chosen === null ? undefined : shape[tool.chosen.ring];
  const chosen = tool.chosen?.vertex == null ? undefined : chosenRing?.[tool.chosen.vertex];
  const hovered = tool.hover && tool.hover.kind !== "fill" ? tool.hover : null;
  return (
    <>
      <path className="crossing" d={crossingPath(tool, shape)} />
      <path className="midpoints" d={midpoints} />
      <path className="midpoints core" d={midpoints} />
      <path className="handles" d={outer} />
      <path className="handles core" d={outer} />
      <path className="handles" d={holes} />
      <path className="handles hole" d={holes} />
      {hovered && <path className={hovered.kind === "vertex" ? "hot" : "hot ghost"} d={dot(hovered.at)} />}
      {chosen && <path className="taken" d={dot(chosen)} />}
      {chosen && <path className="taken core" d={dot(chosen)} />}
    </>
  );
}

function crossingPath(tool: SelectState, shape: Shape): string {
  const ring = shape[tool.chosen?.ring ?? -1];
  if (!ring || !tool.grip) return "";
  return tool.grip.crossing
    .map((index) => edge(ring, index))
    .map((pair) => (pair ? `M${pair[0].x} ${pair[0].y}L${pair[1].x} ${pair[1].y}` : ""))
    .join("");
}

function DrawingLine({ tool }: { tool: PolygonState }) {
  const { points, pointer, nearStart, sound } = tool;
  const first = points[0];
  const last = points.at(-1);
  const line = points.map((point, i) => `${i ? "L" : "M"}${point.x} ${point.y}`).join("");
  const end = nearStart ? first : pointer;
  const aim = last && end ? `M${last.x} ${last.y}L${end.x} ${end.y}` : "";
  const dots = points.map(dot).join("");
  return (
    <>
      {points.length > 2 && <path className="drawn" d={`${line}Z`} />}
      <path className="line under" d={line} />
      <path className="line" d={line} />
      <path className={sound ? "aim" : "aim crossing"} d={aim} />
      <path className="handles" d={dots} />
      <path className="handles core" d={dots} />
      {first && points.length > 2 && <path className={nearStart ? "start near" : "start"} d={dot(first)} />}
    </>
  );
}
