/** The picture as something to press: a press places the open finding, pins of the shown frame lie over it. */

import { t } from "@lingui/core/macro";
import type { Playhead } from "../../player/playhead";
import { usePlayheadState } from "../../player/usePlayhead";
import { type Pin, type Point, pointAt } from "./pins";

type PinLayerProps = {
  readonly playhead: Playhead;
  readonly width: number;
  readonly height: number;
  readonly pins: readonly Pin[];
  readonly draft: Pin;
  readonly onPlace: (point: Point) => void;
  readonly onPick: (pin: Pin) => void;
};

export function PinLayer({ playhead, width, height, pins, draft, onPlace, onPick }: PinLayerProps) {
  const { frame } = usePlayheadState(playhead);
  const place = (event: React.MouseEvent<HTMLButtonElement>) => {
    // A press from the keyboard has no place on the picture.
    if (event.detail === 0) return;
    playhead.pause();
    onPlace({
      frame: playhead.state().frame,
      ...pointAt(event, event.currentTarget.getBoundingClientRect(), { width, height }),
    });
  };
  const here = [...pins, draft].filter(({ point }) => point?.frame === frame);
  return (
    <>
      <button
        type="button"
        className="rm-press"
        aria-label={t`Place a pin on the picture`}
        tabIndex={-1}
        onClick={place}
      />
      {here.map((pin) => (
        <button
          key={pin.id}
          type="button"
          className={pin.id === draft.id ? "rm-pin open" : "rm-pin"}
          aria-label={pin.id === draft.id ? t`Open finding` : t`Finding ${pin.id}`}
          style={{ left: `${((pin.point?.x ?? 0) / width) * 100}%`, top: `${((pin.point?.y ?? 0) / height) * 100}%` }}
          onClick={() => onPick(pin)}
        >
          {pin.id}
        </button>
      ))}
    </>
  );
}
