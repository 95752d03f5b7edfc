/**
 * Somebody else stored another version of a cell meanwhile. Nothing is overwritten: both are shown with their
 * overlap, and the person chooses.
 */

import { useEffect, useId, useMemo } from "react";
import type { DocumentState } from "../../api/outbox";
import type { Still } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import type { Cell, Place, Track } from "../../editor/document";
import { objectColour } from "../../editor/palette";
import type { Size } from "../../geometry/point";
import { iou, rasterise } from "../../geometry/raster";
import { pathOf } from "../../geometry/ring";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { cellOf, isKeyframe, timeOf } from "./opening";

interface ConflictProps {
  readonly conflict: DocumentState;
  readonly place: Place;
  readonly track: Track | undefined;
  readonly mine: Cell | null;
  readonly still: Still | undefined;
  readonly size: Size;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
}

/** The choice between one's own version and the newer one. */
export function ConflictDialog(props: ConflictProps) {
  const { conflict, place, track, mine, still, size } = props;
  const current = isKeyframe(conflict.current) ? conflict.current : null;
  const theirs = useMemo(() => (current ? cellOf(current) : null), [current]);
  const who = current?.by?.name ?? "Someone else";
  const number = track?.number ?? 0;
  const keep = useId();
  // The dialog focuses its first button when it opens; Enter has to mean what its key says.
  useEffect(() => document.getElementById(keep)?.focus(), [keep]);
  return (
    <Dialog
      title={
        <>
          {who} changed <ObjectBadge number={number} /> at {timeOf(place.frame)} too
        </>
      }
    >
      <p className="f2 t12">Both versions are kept in the history. Choose the one that counts.</p>
      <div className="row">
        <Version title="Yours" cell={mine} still={still} size={size} number={number} />
        <Version title={who} cell={theirs} still={still} size={size} number={number} />
      </div>
      <div className="dlg-foot">
        <span className="f3 t12 num">{overlap(mine, theirs, size)}</span>
        <span className="sp" />
        <Button size="sm" onClick={props.onTheirs}>
          Take theirs
        </Button>
        <Button size="sm" variant="primary" keys={["↵"]} id={keep} onClick={props.onMine}>
          Keep mine
        </Button>
      </div>
    </Dialog>
  );
}

function overlap(mine: Cell | null, theirs: Cell | null, size: Size): string {
  if (mine?.kind !== "drawn" || theirs?.kind !== "drawn") return "";
  return `IoU ${iou(rasterise(mine.shape, size), rasterise(theirs.shape, size)).toFixed(2)}`;
}

function Version(props: {
  readonly title: string;
  readonly cell: Cell | null;
  readonly still: Still | undefined;
  readonly size: Size;
  readonly number: number;
}) {
  const { cell, size } = props;
  return (
    <figure className="version">
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={`${props.title}: ${wordFor(cell)}`}>
        {props.still && <image href={props.still.url} width={size.width} height={size.height} />}
        {cell?.kind === "drawn" && <path d={pathOf(cell.shape)} style={{ color: objectColour(props.number).video }} />}
      </svg>
      <figcaption className="row t12">
        {props.title}
        <span className="sp" />
        <span className="f3">{wordFor(cell)}</span>
      </figcaption>
    </figure>
  );
}

function wordFor(cell: Cell | null): string {
  if (cell === null) return "to do";
  if (cell.kind === "absent") return "absent";
  return cell.shape.length === 1 ? "1 outline" : `${cell.shape.length} outlines`;
}
