/** The findings of this review; each leads to its frame. */

import { t } from "@lingui/core/macro";
import { X } from "lucide-react";
import type { Reason, Track } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { timeLabel } from "../../player/frames";
import { IconButton } from "../../ui/Button";
import type { Pin } from "./pins";

type PinListProps = {
  readonly pins: readonly Pin[];
  readonly tracks: readonly Track[];
  readonly reasons: readonly Reason[];
  readonly onGo: (pin: Pin) => void;
  readonly onDrop: (pin: Pin) => void;
};

export function PinList({ pins, tracks, reasons, onGo, onDrop }: PinListProps) {
  return (
    <ol aria-label={t`Findings`}>
      {pins.map((pin) => {
        const track = tracks.find(({ id }) => id === pin.track);
        return (
          <li key={pin.id} className="finding">
            <span className="pin-number">{pin.id}</span>
            <div>
              <span className="row g6 med">
                {track ? <ObjectBadge number={track.number} /> : null}
                {reasons.find(({ code }) => code === pin.reason)?.text ?? pin.reason}
              </span>
              {pin.text ? <p className="why">{pin.text}</p> : null}
              {pin.point ? (
                <button type="button" className="lnk num" onClick={() => onGo(pin)}>
                  {t`Frame ${pin.point.frame}, ${timeLabel(pin.point.frame)}`}
                </button>
              ) : null}
            </div>
            <IconButton size="sm" label={t`Remove finding ${pin.id}`} icon={X} onClick={() => onDrop(pin)} />
          </li>
        );
      })}
    </ol>
  );
}
