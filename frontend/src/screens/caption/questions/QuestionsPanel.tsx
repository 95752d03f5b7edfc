/** What mask annotators ask about this caption, each with its words and its frame. */

import type { Video, WorkCard } from "../../../api/types";

type QuestionsPanelProps = {
  readonly video: Video;
  readonly work: WorkCard;
  /** Shows a frame of the clip. */
  readonly onFrame: (frame: number) => void;
  /** Selects words, by code points of the plain caption. */
  readonly onWords: (start: number, end: number) => void;
};

export function QuestionsPanel(_props: QuestionsPanelProps) {
  return null;
}
