/** The foot of a review: return it to its author, or approve it; a blocked one says why. */

import type { WorkCard } from "../api/types";
import { Button } from "../ui/Button";
import { useHotkeys } from "../ui/hotkeys";
import "./review.css";
import { firstName, type Verdict } from "./verdict";

export function VerdictBar({
  work,
  verdict,
  count,
}: {
  readonly work: WorkCard;
  readonly verdict: Verdict;
  readonly count: number;
}) {
  useHotkeys({ a: verdict.approve, r: verdict.giveBack });
  const reason = count > 0 ? verdict.returnBlocked : (verdict.approveBlocked ?? "");
  return (
    <footer className="verdict">
      <span className="verdict-reason f2" role="status" data-testid="verdict-reason">
        {reason ?? (count === 1 ? "1 finding" : `${count} findings`)}
      </span>
      <span className="sp" />
      <Button
        variant={count > 0 ? "primary" : "plain"}
        keys={["R"]}
        busy={verdict.busy === "return"}
        blocked={verdict.returnBlocked}
        onClick={verdict.giveBack}
      >
        {`Return to ${firstName(work)}`}
      </Button>
      <Button
        variant={count > 0 ? "plain" : "primary"}
        keys={["A"]}
        busy={verdict.busy === "approve"}
        blocked={verdict.approveBlocked}
        onClick={verdict.approve}
      >
        Approve
      </Button>
    </footer>
  );
}
