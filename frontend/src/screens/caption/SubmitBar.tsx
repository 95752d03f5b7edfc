/** The end of the page: what is left, one click to it, and the button that hands the caption in. */

import { Trans } from "@lingui/react/macro";
import { CircleX, Info } from "lucide-react";
import type { Problem } from "../../caption/problem";
import type { Survey } from "../../caption/survey";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import type { Submission } from "./submission";

type SubmitBarProps = {
  readonly submission: Submission;
  readonly survey: Survey;
  readonly onJump: (problem: Problem) => void;
};

export function SubmitBar({ submission: { submit, busy, blocked, first }, onJump }: SubmitBarProps) {
  return (
    <div className="cap-submit">
      {blocked ? <Icon of={first ? CircleX : Info} tone={first ? "bad" : "f3"} /> : null}
      <span data-testid="submit-reason">{blocked ?? ""}</span>
      {first ? (
        <button type="button" className="lnk" onClick={() => onJump(first)}>
          <Trans>Go to it</Trans>
        </button>
      ) : null}
      <span className="sp" />
      <Button variant="primary" keys={["Ctrl", "↵"]} busy={busy} blocked={blocked} onClick={submit}>
        <Trans>Submit for review</Trans>
      </Button>
    </div>
  );
}
