/** What the guideline page shows: a version, the difference of two, or the editor. */
import { t } from "@lingui/core/macro";
import type { GuidelineVersion } from "../../api/types";
import { when } from "../labels";

/** `version` null means the newest, also when a newer one is saved meanwhile. */
export type View =
  | { readonly kind: "read"; readonly version: number | null }
  | { readonly kind: "compare"; readonly from: number; readonly to: number }
  | { readonly kind: "edit" };

/** Who wrote a version, and when. */
export function byLine({ by, made }: Pick<GuidelineVersion, "by" | "made">): string {
  return [by?.name ?? t`the text that every project begins with`, made && when(made)].filter(Boolean).join(", ");
}
