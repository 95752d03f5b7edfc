/** One version of an outline on its picture, close enough to see how it differs from the one beside it. */

import { t } from "@lingui/core/macro";
import type { Cell } from "../../editor/document";
import { objectColour } from "../../editor/palette";
import type { Size } from "../../geometry/point";
import { iou, rasterise } from "../../geometry/raster";
import { type Box, pathOf, type Shape, shapeBounds } from "../../geometry/ring";

interface VersionProps {
  readonly title: string;
  readonly cell: Cell | null;
  readonly url: string | undefined;
  readonly video: Size;
  readonly number: number;
  /** The part of the picture that all versions show. */
  readonly view: Box;
}

/** The picture, with what the version decides written under it. */
export function Version({ title, cell, url, video, number, view }: VersionProps) {
  return (
    <figure className="version">
      <svg
        viewBox={`${view.x0} ${view.y0} ${view.x1 - view.x0} ${view.y1 - view.y0}`}
        role="img"
        aria-label={`${title}: ${wordFor(cell)}`}
      >
        {url && <image href={url} width={video.width} height={video.height} />}
        {cell?.kind === "drawn" && <path d={pathOf(cell.shape)} style={{ color: objectColour(number).video }} />}
      </svg>
      <figcaption className="row t12">
        {title}
        <span className="sp" />
        <span className="f3">{wordFor(cell)}</span>
      </figcaption>
    </figure>
  );
}

const MARGIN = 0.25;

/** The part of the frame around all versions, in the frame's proportions; the whole frame where nothing is drawn. */
export function viewAround(cells: readonly (Cell | null)[], { width, height }: Size): Box {
  const rings = cells.flatMap((cell): Shape => (cell?.kind === "drawn" ? cell.shape : []));
  const box = shapeBounds(rings);
  if (!box) return { x0: 0, y0: 0, x1: width, y1: height };
  const share = Math.max((box.x1 - box.x0) / width, (box.y1 - box.y0) / height) * (1 + 2 * MARGIN);
  const [across, down] = [Math.min(share, 1) * width, Math.min(share, 1) * height];
  const x0 = Math.min(Math.max((box.x0 + box.x1 - across) / 2, 0), width - across);
  const y0 = Math.min(Math.max((box.y0 + box.y1 - down) / 2, 0), height - down);
  return { x0, y0, x1: x0 + across, y1: y0 + down };
}

/** "IoU 0.91", or nothing where one of the two is not drawn. */
export function overlapOf(mine: Cell | null, theirs: Cell | null, size: Size): string {
  if (mine?.kind !== "drawn" || theirs?.kind !== "drawn") return "";
  return t`IoU ${iou(rasterise(mine.shape, size), rasterise(theirs.shape, size)).toFixed(2)}`;
}

function wordFor(cell: Cell | null): string {
  if (cell === null) return t`to do`;
  if (cell.kind === "absent") return t`absent`;
  return cell.shape.length === 1 ? t`1 outline` : t`${cell.shape.length} outlines`;
}
