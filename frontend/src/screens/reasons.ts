/** The reasons that a project offers for returning one step. */

import { useMemo } from "react";
import { useProject } from "../api/queries";
import type { Reason, Step } from "../api/types";

export function useReasons(project: string, step: Step): readonly Reason[] {
  const reasons = useProject(project).data?.reasons;
  return useMemo(() => (reasons ?? []).filter((reason) => reason.step === step), [reasons, step]);
}
