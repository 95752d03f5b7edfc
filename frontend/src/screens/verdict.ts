/** A reviewer's two ways out of a screen, with what stands in the way of each and where the person goes after. */

import { t } from "@lingui/core/macro";
import { useNavigate } from "@tanstack/react-router";
import { describe } from "../api/error";
import { useApprove, useReturn } from "../api/mutations";
import type { NewFinding, WorkCard } from "../api/types";
import { toast } from "../ui/Toast";
import { type Judging, openParts, tallied, unsaid } from "./judging";

export type Verdict = {
  readonly approve: () => void;
  readonly giveBack: () => void;
  readonly busy: "approve" | "return" | null;
  /** Why it cannot be approved, or returned, now. */
  readonly approveBlocked: string | undefined;
  readonly returnBlocked: string | undefined;
};

/**
 * Args:
 *   judging: what was said of parts of the work.
 *   waiting: why nothing can be approved yet, whoever asks.
 *   unfinished: why the findings are not ready to be sent.
 */
export function useVerdict(
  work: WorkCard,
  project: string,
  findings: readonly NewFinding[],
  judging: Judging,
  { waiting, unfinished }: { readonly waiting?: string | undefined; readonly unfinished?: string | undefined } = {},
): Verdict {
  const approving = useApprove();
  const returning = useReturn();
  const navigate = useNavigate();
  const busy = approving.isPending ? "approve" : returning.isPending ? "return" : null;
  const barred = work.can.review ? undefined : whyNotReview(work);
  const approveBlocked = barred ?? waiting ?? unfinished ?? contradicted(findings) ?? openParts(judging.rows);
  const nothing = findings.length === 0 && tallied(judging.rows).rejected === 0;
  const returnBlocked =
    barred ?? unfinished ?? (nothing ? t`Choose a reason first.` : undefined) ?? unsaid(judging.rows, findings);
  const done = (text: string) => ({
    onSuccess: () => {
      toast(text);
      void navigate({ to: "/p/$project/review", params: { project } });
    },
    onError: (error: Error) => toast(describe(error), "failed"),
  });
  return {
    busy,
    approveBlocked,
    returnBlocked,
    approve: () => {
      if (approveBlocked !== undefined || busy !== null) return;
      void judging.settled().then(() => approving.mutate(work.id, done(t`Approved.`)));
    },
    giveBack: () => {
      if (returnBlocked !== undefined || busy !== null) return;
      const body = { id: work.id, findings: [...findings] };
      void judging.settled().then(() => returning.mutate(body, done(t`Returned to ${firstName(work)}.`)));
    },
  };
}

export function firstName({ author }: Pick<WorkCard, "author">): string {
  return author?.name.split(" ")[0] ?? t`the author`;
}

function contradicted(findings: readonly NewFinding[]): string | undefined {
  return findings.length > 0 ? t`Remove the findings, or return it.` : undefined;
}

function whyNotReview({ state, mine }: WorkCard): string {
  if (mine) return t`You made this; somebody else reviews it.`;
  return state === "submitted" ? t`Reviewing is for inspectors.` : t`This is not waiting for review.`;
}
