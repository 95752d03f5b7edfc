/** What the lanes say, and in a comparison the way from the largest difference to the next. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Playhead } from "../../player/playhead";
import { Button } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import type { Compare } from "./compare";

export function Differences({ playhead, compare }: { readonly playhead: Playhead; readonly compare: Compare }) {
  const { view, places, lanes, comparing, a, b } = compare;
  const [at, setAt] = useState(-1);
  const here = places[at];
  const next = () => {
    const to = (at + 1) % Math.max(places.length, 1);
    const place = places[to];
    if (view !== "difference" || !place) return;
    setAt(to);
    playhead.pause();
    playhead.seek(place.frame);
  };
  useHotkeys({ n: next });
  if (view !== "difference") {
    return (
      <span className="f3 t12 ell">
        {view === "b" ? t`of ${b?.predictor ?? ""}` : t`of the computed masks, by frame`}
      </span>
    );
  }
  const number = lanes.find(({ track }) => track === here?.track)?.number;
  return (
    <>
      <span className="f3 t12 ell">{t`how far ${a?.predictor ?? ""} and ${b?.predictor ?? ""} overlap`}</span>
      <Button
        size="sm"
        keys={["N"]}
        blocked={comparing ?? (places.length === 0 ? t`The two runs differ nowhere.` : undefined)}
        onClick={next}
      >
        <Trans>Largest difference</Trans>
      </Button>
      {here && (
        <span className="t12 num nw" role="status">
          {t`${at + 1} of ${places.length}: object ${number ?? ""}, ${here.iou.toFixed(2)}`}
        </span>
      )}
    </>
  );
}
