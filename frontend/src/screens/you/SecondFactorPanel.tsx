/** Why: whoever wants it is asked for a code of their app at every sign-in, so that a known password is not enough. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ShieldCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useSecondFactor, useTurnOffSecondFactor } from "../../api/me";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { LoadError } from "../../ui/EmptyState";
import { Field } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { TurnOnDialog } from "./TurnOnDialog";

export function SecondFactorPanel() {
  const factor = useSecondFactor();
  const [asking, setAsking] = useState<"on" | "off" | null>(null);
  const on = factor.data?.on ?? false;
  const close = () => setAsking(null);
  return (
    <Panel
      title={t`Second factor`}
      meta={
        on && (
          <>
            <span className="sp" />
            <Pill tone="ok" icon={ShieldCheck}>
              <Trans>On</Trans>
            </Pill>
          </>
        )
      }
    >
      <div className="col g16 you-form">
        {factor.isPending && <Skeleton rows={1} height={32} />}
        {factor.isError && !factor.data && (
          <LoadError
            title={t`The second factor could not be loaded`}
            text={describe(factor.error)}
            onRetry={() => void factor.refetch()}
          />
        )}
        {factor.data && (
          <>
            <p className="f2">
              {on
                ? t`You sign in with a code of your app, or one of ${plural(factor.data.codes_left, { one: "# recovery code", other: "# recovery codes" })} left.`
                : t`An app on your phone shows six digits that are asked for at every sign-in.`}
            </p>
            <Button size="sm" className="you-do" onClick={() => setAsking(on ? "off" : "on")}>
              {on ? t`Turn off` : t`Turn on`}
            </Button>
          </>
        )}
      </div>
      {asking === "on" && <TurnOnDialog onClose={close} />}
      {asking === "off" && <TurnOffDialog onClose={close} />}
    </Panel>
  );
}

function TurnOffDialog({ onClose }: { onClose: () => void }) {
  const [code, setCode] = useState("");
  const off = useTurnOffSecondFactor();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!off.isPending) off.mutate(code.trim(), { onSuccess: onClose });
  };
  return (
    <Dialog title={t`Turn the second factor off`} onClose={onClose}>
      <form onSubmit={submit} className="col g16">
        <Field
          label={t`Code`}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          autoFocus
          hint={t`What your app shows, or a recovery code.`}
          value={code}
          error={off.isError ? describe(off.error) : null}
          onChange={(event) => setCode(event.target.value)}
        />
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="sm" variant="danger" busy={off.isPending}>
            <Trans>Turn off</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
