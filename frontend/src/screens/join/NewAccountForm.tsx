/** Why: three things make an account; what the server finds wrong is said at the field that it is about. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { ApiError, describe } from "../../api/error";
import type { NewAccount } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";

export function NewAccountForm(props: {
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onSubmit: (account: NewAccount) => void;
}) {
  const { busy, error, onSubmit } = props;
  const [name, setName] = useState("");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const aboutPassword = error instanceof ApiError && error.code === "password_refused";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit({ name: name.trim(), username: username.trim(), password });
  };
  return (
    <form onSubmit={submit} className="col g16">
      <Field
        label={t`Your name, as others see it`}
        name="name"
        autoComplete="name"
        required
        autoFocus
        maxLength={150}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={t`User name`}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={150}
        hint={t`What you sign in with.`}
        value={username}
        error={error && !aboutPassword ? describe(error) : null}
        onChange={(event) => setUsername(event.target.value)}
      />
      <Field
        label={t`Password`}
        name="password"
        type="password"
        autoComplete="new-password"
        required
        hint={t`At least 10 characters, not a common one, not like your name.`}
        value={password}
        error={aboutPassword ? describe(error) : null}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" variant="primary" busy={busy}>
        <Trans>Make my account</Trans>
      </Button>
    </form>
  );
}
