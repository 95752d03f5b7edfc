/** Why: how much is inspected, mixed in and done twice is the lead's decision, in four numbers that say what they do. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useId, useState } from "react";
import { describe } from "../../api/error";
import { useSampling, useSaveSampling } from "../../api/quality";
import type { NewSampling, Sampling } from "../../api/types";
import { Button } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Field } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import { when } from "../labels";

const FIELDS = [
  ["first_clips", t`Inspect all of a person's first`, t`clips of each step`, 1000],
  ["later_percent", t`Inspect of what comes after`, t`per cent; the rest passes by itself`, 100],
  ["gold_percent", t`Mix in a gold clip after`, t`per cent of what is handed in`, 100],
  ["double_percent", t`Have done twice`, t`per cent of what is handed in`, 100],
] as const;

export function SamplingForm({ slug, gold }: { readonly slug: string; readonly gold: number }) {
  const rule = useSampling(slug, true);
  return (
    <Panel title={t`Sampling`} meta={rule.data && <Saved rule={rule.data} />}>
      {rule.isPending && <Skeleton rows={4} height={36} />}
      {rule.isError && (
        <LoadError title={t`The rule could not be loaded`} text={describe(rule.error)} onRetry={() => rule.refetch()} />
      )}
      {rule.data && <Form key={rule.data.saved} slug={slug} rule={rule.data} gold={gold} />}
    </Panel>
  );
}

function Saved({ rule }: { readonly rule: Sampling }) {
  return (
    <>
      <span className="sp" />
      <span className="f3 t12">{rule.saved ? `${rule.by?.name ?? ""}, ${when(rule.saved)}` : t`nothing set yet`}</span>
    </>
  );
}

function Form({ slug, rule, gold }: { readonly slug: string; readonly rule: Sampling; readonly gold: number }) {
  const [shares, setShares] = useState<NewSampling>({
    first_clips: rule.first_clips,
    later_percent: rule.later_percent,
    gold_percent: rule.gold_percent,
    double_percent: rule.double_percent,
  });
  const id = useId();
  const save = useSaveSampling(slug);
  const changed = FIELDS.some(([name]) => shares[name] !== rule[name]);
  const send = () =>
    save.mutate(shares, { onSuccess: () => toast(t`The rule holds for what is handed in from now on.`) });
  return (
    <form
      className="sampling"
      aria-describedby={id}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) send();
      }}
    >
      {FIELDS.map(([name, label, hint, most]) => (
        <Field
          key={name}
          label={label}
          hint={hint}
          type="number"
          min={0}
          max={most}
          value={shares[name]}
          onChange={(event) => {
            const value = Math.round(event.currentTarget.valueAsNumber);
            setShares({ ...shares, [name]: Number.isNaN(value) ? 0 : Math.min(most, Math.max(0, value)) });
          }}
        />
      ))}
      {save.isError && (
        <p className="banner" role="alert">
          {describe(save.error)}
        </p>
      )}
      <div className="row">
        <span className="f3 t12 sp" id={id}>
          {gold === 0 ? t`No clip is gold yet.` : t`Who annotates is not told which work it is.`}
        </span>
        <Button
          type="submit"
          variant="primary"
          busy={save.isPending}
          blocked={changed ? undefined : t`Nothing has changed.`}
        >
          <Trans>Save the rule</Trans>
        </Button>
      </div>
    </form>
  );
}
