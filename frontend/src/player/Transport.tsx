/** Play, step, loop and speed, each with its key. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Pause, Play, Repeat, StepBack, StepForward } from "lucide-react";
import { Button, IconButton } from "../ui/Button";
import { Kbd } from "../ui/Kbd";
import { Segmented } from "../ui/Segmented";
import { tenthLabel } from "./frames";
import { type Playhead, RATES } from "./playhead";
import { useTransport } from "./usePlayhead";

type TransportProps = {
  readonly playhead: Playhead;
  /** The keys beside the step buttons, which differ while the hands are in a text. */
  readonly stepKeys: readonly [back: string, on: string];
  readonly loopKeys: readonly string[];
};

export function Transport({ playhead, stepKeys, loopKeys }: TransportProps) {
  return (
    <>
      <PlayButton playhead={playhead} />
      <StepButtons playhead={playhead} keys={stepKeys} />
      <span className="vr pl-gap" />
      <LoopButton playhead={playhead} keys={loopKeys} />
      <span className="pl-ends f3 t12">
        <Trans>ends</Trans> <Kbd keys={["Alt [", "Alt ]"]} />
      </span>
      <span className="sp" />
      <Rates playhead={playhead} rates={RATES} />
    </>
  );
}

export function PlayButton({ playhead }: { readonly playhead: Playhead }) {
  const { playing } = useTransport(playhead);
  return (
    <IconButton label={playing ? t`Pause` : t`Play`} icon={playing ? Pause : Play} onClick={() => playhead.toggle()} />
  );
}

export function StepButtons(props: { readonly playhead: Playhead; readonly keys: readonly [string, string] }) {
  const { playhead, keys } = props;
  return (
    <>
      <IconButton size="sm" label={t`Frame back`} icon={StepBack} onClick={() => playhead.step(-1)} />
      <Kbd keys={keys} />
      <IconButton size="sm" label={t`Frame on`} icon={StepForward} onClick={() => playhead.step(1)} />
    </>
  );
}

function LoopButton({ playhead, keys }: { readonly playhead: Playhead; readonly keys: readonly string[] }) {
  const { loop, range } = useTransport(playhead);
  return (
    <Button
      size="sm"
      icon={Repeat}
      keys={keys}
      className={loop ? "on" : ""}
      aria-pressed={loop !== null}
      onClick={() => playhead.toggleLoop()}
    >
      <Trans>Loop</Trans> <span className="num">{t`${tenthLabel(range.first)} to ${tenthLabel(range.last)}`}</span>
    </Button>
  );
}

export function Rates({ playhead, rates }: { readonly playhead: Playhead; readonly rates: readonly number[] }) {
  const { rate } = useTransport(playhead);
  return (
    <Segmented
      label={t`Speed`}
      value={String(rate)}
      options={rates.map((one) => ({ value: String(one), text: `${one}×` }))}
      onChange={(chosen) => playhead.setRate(Number(chosen))}
    />
  );
}
