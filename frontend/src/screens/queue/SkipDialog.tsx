/** Why: a task that somebody cannot or will not do goes on to others at once, and the lead learns why. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useSkip } from "../../api/mutations";
import type { SkipReason, WorkCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { toast } from "../../ui/Toast";
import { clipNumber, stepName } from "../labels";

const REASONS: Readonly<Record<SkipReason, string>> = {
  language: t`I do not know the language or the things shown`,
  too_hard: t`It is too hard for me`,
  unusable: t`The clip is broken or shows nothing`,
  disturbing: t`I do not want to look at this`,
  other: t`Something else`,
};
const CODES = Object.keys(REASONS) as readonly SkipReason[];

export function SkipDialog({ work, onClose }: { readonly work: WorkCard; readonly onClose: () => void }) {
  const skip = useSkip();
  const [reason, setReason] = useState<SkipReason | null>(null);
  const [text, setText] = useState("");
  const missing = reason === null ? t`Choose a reason.` : reason === "other" && !text.trim() ? t`Say why.` : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing || reason === null || skip.isPending) return;
    const done = () => {
      onClose();
      toast(t`Skipped. Others are offered it now; you are not.`);
    };
    skip.mutate({ id: work.id, reason, text }, { onSuccess: done });
  };
  return (
    <Dialog title={t`Skip clip ${clipNumber(work.clip.number)}, ${stepName[work.step]}?`} onClose={onClose}>
      <form className="col g12" onSubmit={send}>
        <fieldset className="skip-reasons">
          <legend className="f2">
            <Trans>Others get it, and it is not offered to you again. Why?</Trans>
          </legend>
          {CODES.map((code) => (
            <label key={code} className="row g8">
              <input
                type="radio"
                name="reason"
                value={code}
                checked={reason === code}
                onChange={() => setReason(code)}
              />
              {REASONS[code]}
            </label>
          ))}
        </fieldset>
        <TextField
          label={reason === "other" ? t`In a few words` : t`In a few words, if it helps the lead`}
          rows={2}
          maxLength={500}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {skip.isError && (
          <p className="bad" role="alert">
            {describe(skip.error)}
          </p>
        )}
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
          <Button size="sm" type="submit" variant="primary" busy={skip.isPending} blocked={missing}>
            <Trans>Skip it</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
