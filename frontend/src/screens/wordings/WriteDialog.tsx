/** Why: what a model writes costs money, so the dialog says how much before it is started, and where it must stop. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import type { WordingKind, Wordings } from "../../api/types";
import { useEstimate, useStartWording } from "../../api/wordings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { amount, KINDS } from "./deciding";

type WriteDialogProps = {
  readonly slug: string;
  readonly endpoint: Wordings["endpoint"];
  readonly onClose: () => void;
};

export function WriteDialog({ slug, endpoint, onClose }: WriteDialogProps) {
  const all = Object.keys(KINDS) as WordingKind[];
  const [what, setWhat] = useState<readonly WordingKind[]>(endpoint ? all : ["prompts"]);
  const [cap, setCap] = useState("");
  const found = useEstimate(slug, what);
  const start = useStartWording(slug);
  const most = cap.trim() === "" ? null : Number(cap);
  const bad = most !== null && !(most >= 0 && most <= 1e9);
  const why =
    what.length === 0
      ? t`Choose what to write.`
      : found.data?.items === 0
        ? t`Every clip has it already, or a person decided it.`
        : bad
          ? t`The cap is no amount.`
          : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why || start.isPending) return;
    start.mutate({ what: [...what], cap: most }, { onSuccess: onClose });
  };
  const toggle = (one: WordingKind) =>
    setWhat(all.filter((kind) => (kind === one ? !what.includes(one) : what.includes(kind))));
  return (
    <Dialog title={t`Write drafts`} onClose={onClose}>
      <form onSubmit={submit} className="col g16">
        <fieldset className="wo-what">
          <legend className="f2">
            <Trans>For every clip with an approved caption that lacks it:</Trans>
          </legend>
          {all.map((one) => (
            <label key={one} className="row g8">
              <input
                type="checkbox"
                checked={what.includes(one)}
                disabled={!endpoint && one !== "prompts"}
                onChange={() => toggle(one)}
              />
              <span className="col">
                {KINDS[one].text}
                <span className="f3 t12">{KINDS[one].about}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <p className="f2 t12">
          {endpoint
            ? t`${endpoint.model} writes. This month ${amount(endpoint.spent)} of ${amount(endpoint.cap)} is spent.`
            : t`No language endpoint is set, so prompts are written by rule. There is no rule for the other two; the operator can set an endpoint.`}
        </p>
        <output className="wo-estimate">
          {what.length > 0 && found.isPending && t`Counting what it would cost…`}
          {found.isError && describe(found.error)}
          {found.data && what.length > 0 && estimateText(found.data, endpoint !== null)}
        </output>
        {endpoint && (
          <Field
            label={t`Stop at`}
            name="cap"
            inputMode="decimal"
            hint={t`What it may cost at most. May stay empty: then only the operator's cap of the month holds.`}
            error={bad ? t`Write an amount such as 2.50.` : null}
            value={cap}
            onChange={(event) => setCap(event.target.value)}
          />
        )}
        {start.isError && (
          <p className="wo-error" role="alert">
            {describe(start.error)}
          </p>
        )}
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="sm" variant="primary" busy={start.isPending} blocked={why}>
            <Trans>Write</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Estimate = NonNullable<ReturnType<typeof useEstimate>["data"]>;

function estimateText(found: Estimate, asks: boolean): string {
  if (found.items === 0) return t`Nothing is left to write.`;
  const drafts = t`${plural(found.items, { one: "# text", other: "# texts" })} for ${plural(found.clips, { one: "# clip", other: "# clips" })}`;
  if (!asks) return t`${drafts}, by rule, for nothing.`;
  const known = found.remembered > 0 ? t`, ${found.remembered} of them answered before` : "";
  return t`${drafts}: ${plural(found.questions, { one: "# question", other: "# questions" })}${known}. About ${amount(found.cost)}.`;
}
