/** The panel under the picture: transport, dips of trust with a keyframe wanted at each, one lane an object. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ObjectBadge } from "../../caption/ObjectBadge";
import type { MaskFilm } from "../../player/maskFilm";
import type { Playhead } from "../../player/playhead";
import { PlayButton, Rates, StepButtons } from "../../player/Transport";
import { LaneCard, LaneHead, type Missing, TrustLanes, TrustValue } from "../../player/TrustLanes";
import { type Lane, nextLook, weakest } from "../../player/trust";
import { usePlayheadState } from "../../player/usePlayhead";
import { Button } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import { Pill } from "../../ui/Pill";

type TrustProps = {
  readonly playhead: Playhead;
  readonly film: MaskFilm | null;
  readonly lanes: readonly Lane[];
  readonly missing: Missing;
  readonly onHover: (number: number | null) => void;
  /** Somebody should draw this object on this frame. */
  readonly onKeyframe: (track: number, frame: number) => void;
  readonly title: string;
  /** What stands beside the title. */
  readonly note: ReactNode;
};

export function Trust(props: TrustProps) {
  const { playhead, lanes, missing, onHover, onKeyframe, note } = props;
  const goToNext = () => {
    const look = nextLook(lanes, playhead.state().frame);
    if (!look) return;
    playhead.pause();
    playhead.seek(look.frame);
  };
  const askHere = () => {
    const { frame } = playhead.state();
    const found = weakest(lanes, frame);
    if (found) onKeyframe(found.lane.track, frame);
  };
  useHotkeys({ g: goToNext, k: askHere });
  const dips = lanes.reduce((sum, lane) => sum + lane.dips.length, 0);
  return (
    <section className="rm-trust" aria-label={t`Trust`}>
      <div className="rm-bar">
        <PlayButton playhead={playhead} />
        <StepButtons playhead={playhead} keys={["D", "F"]} />
        <span className="vr pl-gap" />
        <span className="med">{props.title}</span>
        {note}
        <span className="sp" />
        {dips > 0 ? (
          <Pill tone="warn" icon={TriangleAlert}>
            {dips === 1 ? t`1 dip below 0.80` : t`${dips} dips below 0.80`}
          </Pill>
        ) : null}
        <Button
          size="sm"
          variant="ghost"
          keys={["G"]}
          blocked={dips === 0 ? t`No dip below 0.80.` : undefined}
          onClick={goToNext}
        >
          <Trans>Next dip</Trans>
        </Button>
        <Rates playhead={playhead} rates={[0.5, 1]} />
      </div>
      <TrustLanes
        frameCount={playhead.frameCount}
        lanes={lanes}
        badge={badgeOf}
        missing={missing}
        onSeek={(frame) => playhead.seek(frame)}
        onHover={onHover}
      >
        <Here {...props} />
      </TrustLanes>
    </section>
  );
}

function badgeOf({ number }: Lane): ReactNode {
  return <ObjectBadge number={number} />;
}

/** The head, and beside it what needs a look at this frame. */
function Here({ playhead, film, lanes, onKeyframe }: TrustProps) {
  const { frame, playing } = usePlayheadState(playhead);
  const { frameCount } = playhead;
  const found = playing ? null : weakest(lanes, frame);
  return (
    <>
      <LaneHead frame={frame} frameCount={frameCount} />
      {film && found && (
        <LaneCard frame={frame} frameCount={frameCount} row={lanes.indexOf(found.lane)} rows={lanes.length}>
          <ObjectBadge number={found.lane.number} />
          <TrustValue
            trust={found.trust}
            frame={frame}
            cycle={film.segmentAt(found.lane.track, frame)?.cycle ?? null}
          />
          <Button size="sm" keys={["K"]} onClick={() => onKeyframe(found.lane.track, frame)}>
            <Trans>Add keyframe here</Trans>
          </Button>
        </LaneCard>
      )}
    </>
  );
}
