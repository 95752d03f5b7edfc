/** Before an approved caption is opened again: to whom it goes and what becomes of the masks. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useReopen } from "../../api/captions";
import { describe } from "../../api/error";
import type { WorkCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/Toast";

export function ReopenDialog({ work, onClose }: { readonly work: WorkCard; readonly onClose: () => void }) {
  const { mutate, isPending, error } = useReopen();
  const reopened = () => {
    onClose();
    toast(work.mine ? t`The caption is open again.` : t`The caption is back with its author.`);
  };
  return (
    <Dialog title={t`Change the approved caption?`} onClose={onClose}>
      <p className="f2">
        {work.mine ? t`It opens for you again` : t`It goes back to ${work.author?.name ?? t`its author`}`}
        <Trans>
          , and is reviewed once more. Then only objects whose words changed are looked at again; all other masks keep
          their approval.
        </Trans>
      </p>
      <p className="f2">
        <Trans>An answer alone changes nothing: write one if the words are right.</Trans>
      </p>
      {error && (
        <p className="bad" role="alert">
          {describe(error)}
        </p>
      )}
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Leave it</Trans>
        </Button>
        <Button size="sm" variant="primary" busy={isPending} onClick={() => mutate(work.id, { onSuccess: reopened })}>
          <Trans>Open the caption again</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
