/** Why: one file on its way: how far it is, what holds it up, and how to hold it, let it go on or take it back. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { Pause, Play, RotateCw, WifiOff, X } from "lucide-react";
import { goOnSending, pauseSending, removeSending, type Sending } from "../../api/uploads";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ProgressBar } from "../../ui/ProgressBar";
import { bytes, count, duration } from "../labels";

const TONES = { waiting: "", sending: "", silent: "warn", paused: "", failed: "bad", arrived: "" } as const;

const percentOf = ({ sent, bytes: all }: Sending): number => (all > 0 ? Math.floor((sent / all) * 100) : 0);

/** What the line below the bar says. */
function words(sending: Sending): string {
  const { state, sent, kept, bytes: all } = sending;
  switch (state) {
    case "failed":
      return sending.text ?? "";
    case "silent":
      return t`Goes on from byte ${count(kept)} when back`;
    case "paused":
      return t`Goes on from byte ${count(kept)}`;
    case "waiting":
      return kept > 0 ? t`Goes on from byte ${count(kept)} of ${bytes(all)}` : bytes(all);
    default:
      return t`${bytes(sent)} of ${bytes(all)}${left(sending)}`;
  }
}

/** How long the rest takes at this visit's pace; nothing before there is one. */
function left({ sent, from, began, bytes: all }: Sending): string {
  const seconds = (Date.now() - began) / 1000;
  const pace = (sent - from) / seconds;
  return seconds > 2 && pace > 0 ? t`, ${duration((all - sent) / pace)} left` : "";
}

export function SendingRow({ sending }: { sending: Sending }) {
  const { id, name, state } = sending;
  return (
    <li className="up">
      <div className="row">
        <span className="med ell" title={name}>
          {name}
        </span>
        <span className="sp" />
        <Standing sending={sending} />
        <Steering sending={sending} />
      </div>
      <ProgressBar label={t`Sending ${name}`} done={sending.sent} total={sending.bytes} tone={TONES[state]} />
      <span
        id={`sending-${id}`}
        className={state === "failed" ? "bad" : "f3 num"}
        role={state === "failed" ? "alert" : undefined}
      >
        {words(sending)}
      </span>
    </li>
  );
}

function Standing({ sending }: { sending: Sending }) {
  const percent = percentOf(sending);
  switch (sending.state) {
    case "waiting":
      return (
        <span className="f3">
          <Trans>waiting</Trans>
        </span>
      );
    case "paused":
      return (
        <span className="f3 num nw">
          <Trans>paused at {percent} %</Trans>
        </span>
      );
    case "silent":
      return (
        <span className="warn row g4 nw num">
          <Icon of={WifiOff} size="s12" />
          <Trans>offline at {percent} %</Trans>
        </span>
      );
    case "failed":
      return null;
    default:
      return <span className="f3 num nw">{percent} %</span>;
  }
}

function Steering({ sending: { id, name, state } }: { sending: Sending }) {
  const client = useQueryClient();
  return (
    <>
      {(state === "sending" || state === "silent") && (
        <IconButton label={t`Pause ${name}`} icon={Pause} size="sm" onClick={() => pauseSending(id)} />
      )}
      {state === "paused" && (
        <IconButton label={t`Go on with ${name}`} icon={Play} size="sm" onClick={() => goOnSending(id)} />
      )}
      {state === "failed" && (
        <IconButton label={t`Try ${name} again`} icon={RotateCw} size="sm" onClick={() => goOnSending(id)} />
      )}
      <IconButton label={t`Remove ${name}`} icon={X} size="sm" onClick={() => removeSending(client, id)} />
    </>
  );
}
