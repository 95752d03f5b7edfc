/** Why: a secret that the server tells once is read, copied and then gone; wherever one is made, it is handed over the same way. */
import { Trans } from "@lingui/react/macro";
import { Copy } from "lucide-react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Field } from "./Field";
import { toast } from "./Toast";

interface Props {
  readonly title: string;
  /** Names the field with the secret. */
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  /** Said once it is in the clipboard. */
  readonly copied: string;
  readonly className?: string;
  readonly onClose: () => void;
}

export function ShownOnce({ title, label, value, hint, copied, className = "txt", onClose }: Props) {
  // The clipboard exists on secure origins only; the field can be copied by hand everywhere.
  const copy = () => void navigator.clipboard?.writeText(value).then(() => toast(copied));
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="col g16">
        <Field
          label={label}
          name="secret"
          className={className}
          readOnly
          autoFocus
          value={value}
          hint={hint}
          onFocus={(event) => event.target.select()}
        />
        <div className="dlg-foot">
          <Button size="sm" icon={Copy} onClick={copy}>
            <Trans>Copy</Trans>
          </Button>
          <Button size="sm" variant="primary" onClick={onClose}>
            <Trans>Done</Trans>
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
