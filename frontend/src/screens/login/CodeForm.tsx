/** Why: whoever came through the organisation and has a second factor is asked for its code before they are in. */
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useFinishSignIn } from "../../api/organisation";
import { Button } from "../../ui/Button";
import { CodeField } from "./CodeField";

export function CodeForm({ onDone }: { onDone: () => void }) {
  const [code, setCode] = useState("");
  const finish = useFinishSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!finish.isPending) finish.mutate(code.trim(), { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="col g16">
      <CodeField value={code} error={finish.isError ? describe(finish.error) : null} onChange={setCode} />
      <Button type="submit" variant="primary" busy={finish.isPending}>
        <Trans>Sign in</Trans>
      </Button>
    </form>
  );
}
