/** Why: whoever wants it is asked for a code of their app at every sign-in, so that a known password is not enough. */
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
import { counted } from "../labels";
import { TurnOnDialog } from "./TurnOnDialog";

export function SecondFactorPanel() {
  const factor = useSecondFactor();
  const [asking, setAsking] = useState<"on" | "off" | null>(null);
  const on = factor.data?.on ?? false;
  const close = () => setAsking(null);
  return (
    <Panel
      title="Second factor"
      meta={
        on && (
          <>
            <span className="sp" />
            <Pill tone="ok" icon={ShieldCheck}>
              On
            </Pill>
          </>
        )
      }
    >
      <div className="col g16 you-form">
        {factor.isPending && <Skeleton rows={1} height={32} />}
        {factor.isError && !factor.data && (
          <LoadError
            title="The second factor could not be loaded"
            text={describe(factor.error)}
            onRetry={() => void factor.refetch()}
          />
        )}
        {factor.data && (
          <>
            <p className="f2">
              {on
                ? `You sign in with a code of your app, or one of ${counted(factor.data.codes_left, "recovery code")} left.`
                : "An app on your phone shows six digits that are asked for at every sign-in."}
            </p>
            <Button size="sm" className="you-do" onClick={() => setAsking(on ? "off" : "on")}>
              {on ? "Turn off" : "Turn on"}
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
    <Dialog title="Turn the second factor off" onClose={onClose}>
      <form onSubmit={submit} className="col g16">
        <Field
          label="Code"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          autoFocus
          hint="What your app shows, or a recovery code."
          value={code}
          error={off.isError ? describe(off.error) : null}
          onChange={(event) => setCode(event.target.value)}
        />
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="sm" variant="danger" busy={off.isPending}>
            Turn off
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
