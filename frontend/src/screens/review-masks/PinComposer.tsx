/** One finding in the making: where, on which object, why, and in words. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { MapPin } from "lucide-react";
import type { Reason, Track, WorkCard } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/Icon";
import { ReasonPicker } from "../ReasonPicker";
import { Remark } from "../Remark";
import { isStarted, missing, type Pin } from "./pins";

type PinComposerProps = {
  readonly work: WorkCard;
  readonly pin: Pin;
  readonly tracks: readonly Track[];
  readonly reasons: readonly Reason[];
  readonly onChange: (pin: Pin) => void;
  /** The words were said in a thread; the rest of the draft stands. */
  readonly onSaid: () => void;
  readonly onAdd: () => void;
  readonly onClear: () => void;
};

export function PinComposer({ work, pin, tracks, reasons, onChange, onSaid, onAdd, onClear }: PinComposerProps) {
  const { text, point } = pin;
  // Before anything is begun the keys are those of the verdict on the whole.
  useHotkeys(isStarted(pin) ? { "Ctrl+Enter": () => !missing(pin) && onAdd() } : {});
  return (
    <section className="rm-compose" aria-label={t`New finding`}>
      <div className="row">
        <Icon of={MapPin} tone={pin.point ? "" : "f3"} />
        <span className="t12" data-testid="pin-place">
          {pin.point
            ? t`Frame ${pin.point.frame}, at ${Math.round(pin.point.x)}, ${Math.round(pin.point.y)}`
            : t`Click the picture where it is wrong`}
        </span>
        <span className="sp" />
        <fieldset className="rm-objects">
          <legend className="sr">
            <Trans>Object of the finding</Trans>
          </legend>
          {tracks.map(({ id, number }) => (
            <button
              key={id}
              type="button"
              className={pin.track === id ? "offer on" : "offer"}
              aria-pressed={pin.track === id}
              aria-label={t`Object ${number}`}
              onClick={() => onChange({ ...pin, track: pin.track === id ? null : id })}
            >
              <ObjectBadge number={number} silent />
            </button>
          ))}
        </fieldset>
      </div>
      <ReasonPicker
        reasons={reasons}
        chosen={new Set([pin.reason])}
        onToggle={(code) => onChange({ ...pin, reason: pin.reason === code ? "" : code })}
      />
      <TextField
        label={t`What to change`}
        rows={2}
        maxLength={2000}
        value={pin.text}
        onChange={(event) => onChange({ ...pin, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !missing(pin)) onAdd();
        }}
      />
      <div className="row">
        <span className="sp" />
        {isStarted(pin) ? (
          <Button size="sm" variant="ghost" onClick={onClear}>
            <Trans>Clear</Trans>
          </Button>
        ) : null}
        <Remark
          work={work}
          text={text}
          place={{ ...point, number: tracks.find(({ id }) => id === pin.track)?.number ?? null }}
          onSaid={onSaid}
        />
        <Button size="sm" keys={["Ctrl", "↵"]} blocked={missing(pin)} onClick={onAdd}>
          <Trans>Add finding</Trans>
        </Button>
      </div>
    </section>
  );
}
