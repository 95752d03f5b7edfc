/** Why: the code of a second factor is typed alike after a password and after the organisation. */
import { t } from "@lingui/core/macro";
import { Field } from "../../ui/Field";

interface CodeFieldProps {
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (code: string) => void;
}

export function CodeField({ value, error, onChange }: CodeFieldProps) {
  return (
    <Field
      label={t`Code`}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      required
      value={value}
      hint={t`Type what your app shows, or a recovery code.`}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
