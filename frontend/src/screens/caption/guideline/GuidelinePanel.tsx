/** The guideline's checklist beside the checks; ticks are kept with the caption. */

import type { WorkCard } from "../../../api/types";

type GuidelinePanelProps = {
  readonly project: string;
  readonly work: WorkCard;
  readonly ticked: readonly string[];
  /** Left out where the caption cannot be written. */
  readonly onTick?: ((ticked: readonly string[]) => void) | undefined;
};

export function GuidelinePanel(_props: GuidelinePanelProps) {
  return null;
}
