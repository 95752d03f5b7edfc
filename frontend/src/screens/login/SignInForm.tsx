/** Why: signing in is the same on the first page and over work whose session ran out. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { describe } from "../../api/error";
import { useSignIn } from "../../api/mutations";
import type { Session } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";

export function SignInForm({ username = "", onDone }: { username?: string; onDone: (session: Session) => void }) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState("");
  const signIn = useSignIn();
  const form = useRef<HTMLFormElement>(null);
  // A dialog focuses its first field when it opens; whoever is known only has a password to type.
  useEffect(() => {
    if (username !== "") form.current?.querySelector<HTMLInputElement>("[type=password]")?.focus();
  }, [username]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate({ username: name.trim(), password }, { onSuccess: onDone });
  };
  return (
    <form ref={form} onSubmit={submit} className="col g16">
      <Field
        label="User name"
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
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        error={signIn.isError ? describe(signIn.error) : null}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" variant="primary" busy={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}
