/** Why: work that went to somebody else meanwhile must say so at once, and that nothing saved is lost. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { describe } from "../api/error";
import { useClaim } from "../api/mutations";
import type { WorkCard } from "../api/types";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

/** Whether a task that this page held has gone to others; the answer puts the question away. */
export function useLost(work: WorkCard | undefined): readonly [boolean, () => void] {
  const held = useRef(false);
  const [lost, setLost] = useState(false);
  const holds = work?.mine === true && work.can.edit;
  const gone = work !== undefined && !work.mine;
  useEffect(() => {
    if (holds) setLost(false);
    else if (held.current && gone) setLost(true);
    held.current = holds;
  }, [holds, gone]);
  return [lost, () => setLost(false)];
}

export function LeaseLost({ work, onClose }: { readonly work: WorkCard; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const claim = useClaim();
  const back = () => void navigate({ to: "/" });
  return (
    <Dialog
      title={work.step === "masks" ? t`This clip is no longer yours` : t`This caption is no longer yours`}
      onClose={onClose}
    >
      <p className="f2">
        <Trans>{whose(work)} Everything that was saved is kept, with your name on it.</Trans>
      </p>
      {claim.isError && (
        <p className="bad" role="alert">
          {describe(claim.error)}
        </p>
      )}
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Only look</Trans>
        </Button>
        {work.can.claim && (
          <Button size="sm" busy={claim.isPending} onClick={() => claim.mutate(work.id, { onSuccess: onClose })}>
            <Trans>Take it again</Trans>
          </Button>
        )}
        <Button size="sm" variant="primary" onClick={back}>
          <Trans>To my queue</Trans>
        </Button>
      </div>
    </Dialog>
  );
}

function whose({ author, reserved_for, state }: WorkCard): string {
  if (author) return t`${author.name} has it now.`;
  if (reserved_for) return t`It is reserved for ${reserved_for.name} now.`;
  if (state === "ready") return t`It went back to the queue: you were away for long, or somebody released it.`;
  return t`Somebody changed it meanwhile.`;
}
