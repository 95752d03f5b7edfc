/** Why: signing in is the same on the first page and over work whose session ran out. */
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useSignIn } from "../../api/mutations";
import type { Session } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";

export function SignInForm({ username = "", onDone }: { username?: string; onDone: (session: Session) => void }) {
  const [name, setName] = useState(username);
  const [password, setPassword] = useState("");
  const signIn = useSignIn();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!signIn.isPending) signIn.mutate({ username: name.trim(), password }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="col g16">
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
        autoFocus={username !== ""}
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
