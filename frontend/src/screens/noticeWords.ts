/** Why: a notice reads alike in the list and in the corner: what happened, to which work, by whom. */
import { t } from "@lingui/core/macro";
import type { Notice } from "../api/types";
import { clipNumber, stepName } from "./labels";

type Told = Pick<Notice, "kind" | "clip" | "step" | "by" | "phrase">;

/** One sentence about what happened. */
export function sentence({ kind, clip, step, by, phrase }: Told): string {
  const work = t`${step ? stepName[step] : t`work`} of clip ${clipNumber(clip)}`;
  const who = by?.name ?? t`Tether`;
  switch (kind) {
    case "returned":
      return t`${who} returned your ${work}`;
    case "approved":
      return t`${who} approved your ${work}`;
    case "corrected":
      return t`${who} approved your ${work}, corrected in review`;
    case "expired":
      return t`Your ${work} went back to the queue, for nothing was heard of you; what you saved is kept`;
    case "reassigned":
      return t`${who} gave your ${work} back to the queue; what you saved is kept`;
    case "question":
      return t`${who} asks about “${phrase ?? ""}” in your caption of clip ${clipNumber(clip)}`;
    case "answered":
      return t`${who} answered your question about “${phrase ?? ""}” in clip ${clipNumber(clip)}`;
    case "comment":
      return t`${who} wrote about the ${work}`;
    case "resolved":
      return t`${who} resolved a thread about the ${work}`;
    case "reopened":
      return t`${who} opened a thread about the ${work} again`;
    case "failed":
      return t`The masks of clip ${clipNumber(clip)} could not be computed`;
  }
}
