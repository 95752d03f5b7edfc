/** The foot of a review: return it to its author, or approve it; a blocked one says why. */

import { plural, t } from "@lingui/core/macro";
import type { WorkCard } from "../api/types";
import { Button } from "../ui/Button";
import { useHotkeys } from "../ui/hotkeys";
import type { Tally } from "./judging";
import "./review.css";
import { firstName, type Verdict } from "./verdict";

export function VerdictBar({
  work,
  verdict,
  count,
  tally,
  corrected = false,
}: {
  readonly work: WorkCard;
  readonly verdict: Verdict;
  readonly count: number;
  readonly tally: Tally;
  /** The reviewer mended it. */
  readonly corrected?: boolean;
}) {
  const returning = count > 0 || tally.rejected > 0;
  useHotkeys({ "Ctrl+Enter": returning ? verdict.giveBack : verdict.approve });
  const reason = returning ? verdict.returnBlocked : verdict.approveBlocked;
  return (
    <footer className="verdict">
      <span className="verdict-reason f2" role="status" data-testid="verdict-reason">
        {reason ?? toldOf(tally, count)}
      </span>
      <span className="sp" />
      <Button
        variant={returning ? "primary" : "plain"}
        {...(returning ? { keys: ["Ctrl", "↵"] } : {})}
        busy={verdict.busy === "return"}
        blocked={verdict.returnBlocked}
        onClick={verdict.giveBack}
      >
        {t`Return to ${firstName(work)}`}
      </Button>
      <Button
        variant={returning ? "plain" : "primary"}
        {...(returning ? {} : { keys: ["Ctrl", "↵"] })}
        busy={verdict.busy === "approve"}
        blocked={verdict.approveBlocked}
        onClick={verdict.approve}
      >
        {corrected ? t`Approve with the edit` : t`Approve`}
      </Button>
    </footer>
  );
}

function toldOf({ approved, rejected, open: undecided }: Tally, findings: number): string {
  const parts = approved + rejected > 0 ? [t`${approved} approved`, t`${rejected} rejected`, t`${undecided} open`] : [];
  return [...parts, ...(findings > 0 ? [plural(findings, { one: "# finding", other: "# findings" })] : [])].join(", ");
}
