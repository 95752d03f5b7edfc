/** The findings of a returned round: which one is being looked at, and where it leads. */

import { useCallback, useMemo, useState } from "react";
import { useSubmissions } from "../../api/queries";
import type { Finding, WorkCard } from "../../api/types";
import type { EditorStore } from "../../editor/store";

/** What the inspector returned last; the card has it while the work is returned, the submissions after that. */
export function useFindings(work: WorkCard): readonly Finding[] {
  const submissions = useSubmissions(work.id).data?.submissions;
  return useMemo(() => {
    if (work.findings.length > 0) return work.findings;
    const latest = submissions?.toSorted((a, b) => b.round - a.round)[0];
    return latest?.state === "returned" ? latest.findings : [];
  }, [work.findings, submissions]);
}

/** The finding in view, and the way to go to another one's frame and object. */
export function useFindingInView(findings: readonly Finding[], store: EditorStore) {
  const [id, setId] = useState<number | null>(null);
  const go = useCallback(
    (finding: Finding | null) => {
      setId(finding?.id ?? null);
      if (finding?.frame == null) return;
      const track = finding.track === null ? undefined : `${finding.track}`;
      store.dispatch({ type: "go", frame: finding.frame, track });
    },
    [store],
  );
  return [findings.find((finding) => finding.id === id) ?? null, go] as const;
}

/** The finding after `from`, the first after the last. */
export function nextFinding(findings: readonly Finding[], from: Finding | null): Finding | null {
  const at = findings.findIndex((finding) => finding.id === from?.id);
  return findings[(at + 1) % Math.max(findings.length, 1)] ?? null;
}
