/** Asking the model for a clip's masks; what it drafted is fetched into the cells by who keeps the suggestions. */

import { useAskModelDraft, useModelDrafts } from "../../api/modelDrafts";
import type { ModelDrafts } from "../../api/types";

export interface ModelMasksState {
  readonly drafts: ModelDrafts | undefined;
  /** Changes when drafted masks have come. */
  readonly arrived: string | null;
  readonly failed: Error | null;
  readonly askable: boolean;
  readonly ask: () => void;
}

export function useModelMasks(video: number, editable: boolean): ModelMasksState {
  const drafts = useModelDrafts(video, "masks", editable).data;
  const asking = useAskModelDraft(video, "masks");
  const draft = drafts?.draft ?? null;
  const askable = Boolean(drafts?.model) && !drafts?.without && draft?.state !== "waiting";
  return {
    drafts,
    arrived: draft?.state === "ready" ? `${draft.id}` : null,
    failed: asking.error,
    askable,
    ask: () => {
      if (askable && !asking.isPending) asking.mutate();
    },
  };
}
