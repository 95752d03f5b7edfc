/** The caption's versions, in the bar. */

import type { Video } from "../../../api/types";
import type { CaptionObject } from "../../../caption/problem";

type HistoryButtonProps = {
  readonly video: Video;
  readonly field: "en" | "en_gpt" | "cn";
  /** Puts an older version into the editor as one undoable step; left out where the caption cannot be written. */
  readonly onRestore?: ((text: string, objects: readonly CaptionObject[]) => void) | undefined;
};

export function HistoryButton(_props: HistoryButtonProps) {
  return null;
}
