/** Why: what became of a shape is said alike of a round that its author mended and of one that its reviewer did. */
import type { ChangedFrame } from "../api/types";

export function changeOf({ kind, iou }: Pick<ChangedFrame, "kind" | "iou">): string {
  if (kind === "redrawn") return `redrawn, IoU ${(iou ?? 0).toFixed(2)}`;
  return { added: "drawn anew", removed: "taken away", absent: "declared absent", present: "no longer absent" }[kind];
}
