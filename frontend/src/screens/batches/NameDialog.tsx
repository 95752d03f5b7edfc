/** Why: a batch is made, and called something else, by one small question. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useMakeBatch, useRenameBatch } from "../../api/planning";
import type { Batch } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";

export function NameDialog({ slug, batch, onClose }: { slug: string; batch?: Batch; onClose: () => void }) {
  const make = useMakeBatch(slug);
  const rename = useRenameBatch(slug);
  const [name, setName] = useState(batch?.name ?? "");
  const failed = make.error ?? rename.error;
  const send = (event: FormEvent) => {
    event.preventDefault();
    const given = name.trim();
    if (!given) return;
    if (batch) rename.mutate({ id: batch.id, name: given }, { onSuccess: onClose });
    else make.mutate(given, { onSuccess: onClose });
  };
  return (
    <Dialog title={batch ? t`Rename ${batch.name}` : t`New batch`} onClose={onClose}>
      <form className="col g12" onSubmit={send}>
        <Field
          label={t`Name`}
          maxLength={80}
          required
          value={name}
          error={failed && describe(failed)}
          onChange={({ target }) => setName(target.value)}
        />
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            size="sm"
            type="submit"
            variant="primary"
            busy={make.isPending || rename.isPending}
            blocked={name.trim() ? undefined : t`Give it a name first.`}
          >
            {batch ? t`Rename` : t`Make it`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
