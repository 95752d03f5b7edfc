/** Why: work whose person is away goes on: a lead takes it over or gives it back to everybody, and its draft stays. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { describe } from "../api/error";
import { useRelease, useTakeOver } from "../api/mutations";
import type { WorkItem } from "../api/types";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { clipNumber, stepName } from "./labels";

type TakeFromProps = { readonly work: WorkItem; readonly clip: number };

export function TakeFrom({ work, clip }: TakeFromProps) {
  const [asking, setAsking] = useState(false);
  if (!work.can.release || !work.author) return null;
  return (
    <>
      <Button size="sm" aria-label={t`Take from ${work.author.name}…`} onClick={() => setAsking(true)}>
        <Trans>Take from…</Trans>
      </Button>
      {asking && <TakeDialog work={work} clip={clip} name={work.author.name} onClose={() => setAsking(false)} />}
    </>
  );
}

export function TakeDialog(props: TakeFromProps & { readonly name: string; readonly onClose: () => void }) {
  const { work, clip, name, onClose } = props;
  const release = useRelease();
  const takeOver = useTakeOver();
  const [reason, setReason] = useState("");
  const error = release.error ?? takeOver.error;
  return (
    <Dialog title={t`Take clip ${clipNumber(clip)}, ${stepName[work.step]}, from ${name}?`} onClose={onClose}>
      <p className="f2">{t`What ${name} saved is kept, and whoever goes on begins there. ${name} sees it at once.`}</p>
      <TextField
        label={t`Why, if you give it to everybody`}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {error && (
        <p className="bad" role="alert">
          {describe(error)}
        </p>
      )}
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Leave it</Trans>
        </Button>
        <Button
          size="sm"
          busy={release.isPending}
          onClick={() => release.mutate({ id: work.id, reason: reason.trim() }, { onSuccess: onClose })}
        >
          <Trans>Give it to everybody</Trans>
        </Button>
        {work.can.take_over && (
          <Button
            size="sm"
            variant="primary"
            busy={takeOver.isPending}
            onClick={() => takeOver.mutate(work.id, { onSuccess: onClose })}
          >
            <Trans>Take it over</Trans>
          </Button>
        )}
      </div>
    </Dialog>
  );
}
