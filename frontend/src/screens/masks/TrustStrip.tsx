/** The trust of what is computed in place of the cells: where to look next, and a keyframe there with one key. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { LaneCard, LaneHead, type Missing, TrustLanes, TrustValue } from "../../player/TrustLanes";
import { type Lane, weakest } from "../../player/trust";
import { Button } from "../../ui/Button";
import type { Computed } from "./computed";
import { Keys } from "./Keys";

interface TrustStripProps {
  readonly computed: Computed;
  readonly frame: number;
  readonly frameCount: number;
  readonly track: string | null;
  readonly editable: boolean;
  readonly onGo: (frame: number, track?: number) => void;
  readonly onLight: (track: string | null) => void;
  readonly onAction: (name: string) => void;
}

export function TrustStrip(props: TrustStripProps) {
  const { computed, frame, frameCount, onGo, onLight } = props;
  const { lanes } = computed;
  return (
    <section className="strip" aria-label={t`Trust`}>
      <TrustLanes
        frameCount={frameCount}
        lanes={lanes}
        badge={badgeOf}
        missing={missingOf(computed)}
        onSeek={(to) => onGo(to)}
        onHover={(number) => {
          const lane = lanes.find((one) => one.number === number);
          onLight(lane ? `${lane.track}` : null);
        }}
      >
        <LaneHead frame={frame} frameCount={frameCount} />
        <Weakest {...props} />
      </TrustLanes>
    </section>
  );
}

function badgeOf({ number }: Lane): ReactNode {
  return <ObjectBadge number={number} />;
}

/** The object that most needs a look here, or the one in hand; nothing on what people drew. */
function Weakest({ computed, frame, frameCount, track, editable, onGo, onAction }: TrustStripProps) {
  const { film, lanes } = computed;
  const found = weakest(lanes, frame);
  if (!film || !found || film.isHuman(frame, found.lane.track)) return null;
  const { lane, trust } = found;
  const start = () => {
    onGo(frame, lane.track);
    onAction("start-keyframe");
  };
  return (
    <LaneCard frame={frame} frameCount={frameCount} row={lanes.indexOf(lane)} rows={lanes.length}>
      <ObjectBadge number={lane.number} />
      <TrustValue trust={trust} frame={frame} cycle={film.segmentAt(lane.track, frame)?.cycle ?? null} />
      {editable && (
        <Button size="sm" onClick={start}>
          <Trans>Add keyframe here</Trans> {`${lane.track}` === track && <Keys of="start-keyframe" />}
        </Button>
      )}
    </LaneCard>
  );
}

/** Why a stretch has no masks while somebody draws: they are computed when the masks are handed in. */
function missingOf({ propagation }: Computed): Missing {
  switch (propagation?.state) {
    case "queued":
    case "running":
      return { words: t`computing, ${propagation.segments_done} of ${propagation.segments_total}` };
    case "failed":
      return { words: t`failed; it is computed anew when you submit` };
    default:
      return { words: t`not propagated yet` };
  }
}
