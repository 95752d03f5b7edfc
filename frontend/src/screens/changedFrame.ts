/** Why: what became of a shape is said alike of a round that its author mended and of one that its reviewer did. */
import { t } from "@lingui/core/macro";
import type { ChangedFrame } from "../api/types";

export function changeOf({ kind, iou }: Pick<ChangedFrame, "kind" | "iou">): string {
  if (kind === "redrawn") return t`redrawn, IoU ${(iou ?? 0).toFixed(2)}`;
  return { added: t`drawn anew`, removed: t`taken away`, absent: t`declared absent`, present: t`no longer absent` }[
    kind
  ];
}
