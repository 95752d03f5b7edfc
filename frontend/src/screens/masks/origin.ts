/** How much is left of what a model drafted: the overlap of an accepted outline with what a person made of it. */

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { readSuggestion } from "../../api/suggestions";
import type { Cell } from "../../editor/document";
import type { Size } from "../../geometry/point";
import { iou, rasterise } from "../../geometry/raster";
import { shapeOf } from "./opening";

/** The IoU of a cell with the suggestion it began as; null without one, and while that is fetched. */
export function useAcceptedIou(cell: Cell | null, size: Size): number | null {
  const settled = useDeferredValue(cell);
  const from = settled?.kind === "drawn" ? (settled.from ?? "") : "";
  const accepted = useQuery({
    queryKey: ["suggestion", from],
    queryFn: () => readSuggestion(from),
    enabled: from !== "",
    staleTime: Number.POSITIVE_INFINITY,
  }).data?.rings;
  const first = useMemo(() => (accepted ? rasterise(shapeOf(accepted), size) : null), [accepted, size]);
  return useMemo(
    () => (first && settled?.kind === "drawn" ? iou(first, rasterise(settled.shape, size)) : null),
    [first, settled, size],
  );
}
