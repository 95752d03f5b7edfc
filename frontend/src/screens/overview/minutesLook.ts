/** Why: which minutes stand in which panel, and how they are written. */
import { t } from "@lingui/core/macro";
import type { Minutes, MinutesKind } from "../../api/types";

export interface PanelLook {
  readonly piece: MinutesKind["piece"];
  readonly title: string;
  readonly step: string;
}

export const PANELS: readonly PanelLook[] = [
  { piece: "caption", title: t`Minutes per video`, step: "Step 1" },
  { piece: "frame", title: t`Minutes per frame`, step: "Step 2" },
  { piece: "mask", title: t`Minutes per mask`, step: "Step 2" },
];

export const kindOf = (
  { kinds }: Minutes,
  piece: MinutesKind["piece"],
  suggestions: MinutesKind["suggestions"],
): MinutesKind | undefined => kinds.find((kind) => kind.piece === piece && kind.suggestions === suggestions);

const PARTS: Readonly<Record<MinutesKind["piece"], readonly (readonly [MinutesKind["suggestions"], string])[]>> = {
  caption: [["all", t`Per video`]],
  frame: [
    ["all", t`Per frame`],
    ["with", t`with suggestions`],
    ["without", t`without`],
  ],
  mask: [
    ["all", t`Per mask`],
    ["with", t`from a suggestion`],
    ["without", t`from nothing`],
  ],
};

/** The rows under a chart. */
export function partsOf(
  told: Minutes,
  { piece }: PanelLook,
): readonly { readonly text: string; readonly kind: MinutesKind }[] {
  return PARTS[piece].flatMap(([suggestions, text]) => {
    const kind = kindOf(told, piece, suggestions);
    return kind ? [{ text, kind }] : [];
  });
}

/** Minutes with one decimal; below one with two, as a single mask takes less. */
export const minutes = (value: number | null): string =>
  value === null ? "–" : value.toFixed(value > 0 && value < 1 ? 2 : 1);
