/** Why: what a token may do and how long is asked before there is one; its key is shown once. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useMakeToken } from "../../api/me";
import type { Scope } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { ShownOnce } from "../../ui/ShownOnce";
import { scopeOrder, scopes } from "../roles";

const DAY_MS = 86_400_000;
const ENDS = [
  ["30", t`in 30 days`],
  ["90", t`in 90 days`],
  ["365", t`in a year`],
  ["", t`never`],
] as const;

export function TokenDialog({ onClose }: { onClose: () => void }) {
  const [label, setLabel] = useState("");
  const [may, setMay] = useState<readonly Scope[]>(["read"]);
  const [days, setDays] = useState<string>("90");
  const make = useMakeToken();
  const { key, label: named = "" } = make.data ?? {};
  if (key)
    return (
      <ShownOnce
        title={t`Keep this key`}
        label={t`Key of ${named}`}
        value={key}
        hint={t`It is not shown again.`}
        copied={t`Key copied.`}
        className="txt mono"
        onClose={onClose}
      />
    );

  const toggle = (scope: Scope) => setMay(may.includes(scope) ? may.filter((one) => one !== scope) : [...may, scope]);
  const why = may.length === 0 ? t`Allow it something.` : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why || make.isPending) return;
    const expires = days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
    make.mutate({ label: label.trim(), scopes: [...may], expires });
  };
  return (
    <Dialog title={t`New token`} onClose={onClose}>
      <form onSubmit={submit} className="col g16">
        <Field
          label={t`What it is for`}
          name="label"
          required
          autoFocus
          maxLength={80}
          value={label}
          error={make.isError ? describe(make.error) : null}
          onChange={(event) => setLabel(event.target.value)}
        />
        <fieldset className="scopes">
          <legend>
            <Trans>It may</Trans>
          </legend>
          {scopeOrder.map((scope) => (
            <label key={scope} className="row g8">
              <input type="checkbox" checked={may.includes(scope)} onChange={() => toggle(scope)} />
              <span>
                <b className="med">{scope}</b> <span className="f2">{scopes[scope]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <label className="row g8">
          <span className="f2">
            <Trans>It ends</Trans>
          </span>
          <select className="sel" value={days} onChange={(event) => setDays(event.target.value)}>
            {ENDS.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="sm" variant="primary" busy={make.isPending} blocked={why}>
            <Trans>Make it</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
