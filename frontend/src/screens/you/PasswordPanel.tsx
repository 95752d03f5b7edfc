/** Why: a password that somebody else gave, or that may be known, is replaced by its owner alone. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { ApiError, describe } from "../../api/error";
import { useChangePassword } from "../../api/me";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { toast } from "../../ui/Toast";

export function PasswordPanel() {
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const change = useChangePassword();
  const refused = change.error;
  const wrongCurrent = refused instanceof ApiError && refused.fields.current === true;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    change.mutate(
      { current, new: fresh },
      {
        onSuccess: () => {
          setCurrent("");
          setFresh("");
          toast(t`Password changed. Your other sessions are signed out.`);
        },
      },
    );
  };
  return (
    <Panel title={t`Password`}>
      <form onSubmit={submit} className="col g16 you-form">
        <Field
          label={t`Present password`}
          name="current"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          error={wrongCurrent ? describe(refused) : null}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <Field
          label={t`New password`}
          name="new"
          type="password"
          autoComplete="new-password"
          required
          hint={t`At least 10 characters, not a common one, not like your name.`}
          value={fresh}
          error={refused && !wrongCurrent ? describe(refused) : null}
          onChange={(event) => setFresh(event.target.value)}
        />
        <Button type="submit" size="sm" className="you-do" busy={change.isPending}>
          <Trans>Change password</Trans>
        </Button>
      </form>
    </Panel>
  );
}
