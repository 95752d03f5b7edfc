/** Why: the secret goes into the app, a code comes back as the proof, and the codes for a lost app are shown once. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useEffect, useState } from "react";
import { describe } from "../../api/error";
import { useBeginSecondFactor, useTurnOnSecondFactor } from "../../api/me";
import type { SecondFactorBegun } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { LoadError } from "../../ui/EmptyState";
import { Field } from "../../ui/Field";
import { Skeleton } from "../../ui/Skeleton";

export function TurnOnDialog({ onClose }: { onClose: () => void }) {
  const { mutate, data, error } = useBeginSecondFactor();
  const turnOn = useTurnOnSecondFactor();
  useEffect(() => mutate(), [mutate]);
  if (turnOn.data) return <Codes codes={turnOn.data.codes} onClose={onClose} />;
  return (
    <Dialog title={t`Turn the second factor on`} onClose={onClose}>
      {!data && !error && <Skeleton rows={4} height={40} />}
      {error && <LoadError title={t`No secret could be made`} text={describe(error)} onRetry={() => mutate()} />}
      {data && (
        <Proof
          begun={data}
          busy={turnOn.isPending}
          error={turnOn.error}
          onCode={(code) => turnOn.mutate(code)}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

function Proof(props: {
  begun: SecondFactorBegun;
  busy: boolean;
  error: Error | null;
  onCode: (code: string) => void;
  onClose: () => void;
}) {
  const { begun, busy, error, onCode, onClose } = props;
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onCode(code.trim());
  };
  return (
    <form onSubmit={submit} className="col g16">
      <p className="f2">
        <Trans>Scan this with an authenticator app, or type the secret into it.</Trans>
      </p>
      <img
        className="second-factor"
        src={`data:image/svg+xml;base64,${btoa(begun.picture)}`}
        alt={t`QR code with the secret below`}
      />
      <code className="mono t12 second-secret">{begun.secret}</code>
      <Field
        label={t`The code that the app shows`}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        autoFocus
        value={code}
        error={error ? describe(error) : null}
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" size="sm" variant="primary" busy={busy}>
          <Trans>Turn on</Trans>
        </Button>
      </div>
    </form>
  );
}

function Codes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog title={t`Keep these codes`}>
      <div className="col g16">
        <p className="f2">
          <Trans>Each opens your account once when the app is lost. They are not shown again.</Trans>
        </p>
        <ul className="mono second-codes" aria-label={t`Recovery codes`}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="dlg-foot">
          <Button size="sm" variant="primary" onClick={onClose}>
            <Trans>I kept them</Trans>
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
