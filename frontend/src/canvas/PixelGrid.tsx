/** The grid of the video's pixels, once they are large enough to be aimed at. */

import { memo } from "react";
import { type Camera, toVideo } from "../geometry/camera";
import { type Size, screenPoint } from "../geometry/point";

/** From how many CSS pixels in one video pixel the grid is drawn. */
const GRID_FROM = 8;

/** One path of all lines on the canvas; lines outside of it are not made. */
export function PixelGrid(props: { readonly camera: Camera; readonly size: Size; readonly view: Size }) {
  const { camera, size, view } = props;
  if (camera.scale < GRID_FROM) return null;
  const from = toVideo(screenPoint(0, 0), camera);
  const to = toVideo(screenPoint(view.width, view.height), camera);
  const [x0, x1] = within(from.x, to.x, size.width);
  const [y0, y1] = within(from.y, to.y, size.height);
  return <Lines x0={x0} x1={x1} y0={y0} y1={y1} />;
}

const Lines = memo(function Lines({ x0, x1, y0, y1 }: { x0: number; x1: number; y0: number; y1: number }) {
  let path = "";
  for (let x = x0; x <= x1; x++) path += `M${x} ${y0}V${y1}`;
  for (let y = y0; y <= y1; y++) path += `M${x0} ${y}H${x1}`;
  return <path className="grid" d={path} data-testid="pixel-grid" />;
});

function within(from: number, to: number, length: number): readonly [number, number] {
  return [Math.max(Math.floor(from), 0), Math.min(Math.ceil(to), length)];
}
