/** Why: a task given back is no longer one's own, so it is asked once; what was done stays for whoever comes next. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { describe } from "../../api/error";
import { useGiveUp } from "../../api/mutations";
import type { WorkCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { clipNumber, stepName } from "../labels";

export function GiveBackDialog({ work, onClose }: { work: WorkCard; onClose: () => void }) {
  const giveUp = useGiveUp();
  const number = clipNumber(work.clip.number);
  return (
    <Dialog title={t`Give back clip ${number}, ${stepName[work.step]}?`} onClose={onClose}>
      <p className="f2">
        <Trans>Others can take it then. What you did so far is kept, and whoever takes it goes on from there.</Trans>
      </p>
      {giveUp.isError && (
        <p className="bad" role="alert">
          {describe(giveUp.error)}
        </p>
      )}
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Keep it</Trans>
        </Button>
        <Button
          size="sm"
          variant="primary"
          busy={giveUp.isPending}
          onClick={() => giveUp.mutate(work.id, { onSuccess: onClose })}
        >
          <Trans>Give it back</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
