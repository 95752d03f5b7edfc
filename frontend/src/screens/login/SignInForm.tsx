/** Why: signing in is the same on the first page and over work whose session ran out. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError, describe } from "../../api/error";
import { useSignIn } from "../../api/mutations";
import type { Session } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { CodeField } from "./CodeField";

export function SignInForm({ username = "", onDone }: { username?: string; onDone: (session: Session) => void }) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const signIn = useSignIn();
  const refused = signIn.error;
  // Asked for only of those who have one, and only after the password; then it stays, for the next try.
  const [coded, setCoded] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // A dialog focuses its first field when it opens; whoever is known only has a password to type.
  useEffect(() => {
    if (username !== "") form.current?.querySelector<HTMLInputElement>("[type=password]")?.focus();
  }, [username]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (signIn.isPending) return;
    const needed = (error: Error) => error instanceof ApiError && error.code === "code_needed" && setCoded(true);
    signIn.mutate({ username: name.trim(), password, code: code.trim() }, { onSuccess: onDone, onError: needed });
  };
  return (
    <form ref={form} onSubmit={submit} className="col g16">
      <Field
        label={t`User name`}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus={username === ""}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={t`Password`}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        error={refused && !coded ? describe(refused) : null}
        onChange={(event) => setPassword(event.target.value)}
      />
      {coded && <CodeField value={code} error={refused && code ? describe(refused) : null} onChange={setCode} />}
      <Button type="submit" variant="primary" busy={signIn.isPending}>
        <Trans>Sign in</Trans>
      </Button>
    </form>
  );
}
