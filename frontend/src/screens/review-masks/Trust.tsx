/** The panel under the picture: transport, dips of trust, one lane an object. */

import { TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import type { Track } from "../../api/types";
import type { MaskFilm } from "../../player/maskFilm";
import type { Playhead } from "../../player/playhead";
import { PlayButton, Rates, StepButtons } from "../../player/Transport";
import { Button } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import { Pill } from "../../ui/Pill";
import { type Lane, TrustLanes } from "./TrustLanes";
import { dipsOf, lowestFrame, nextDip } from "./trust";

type TrustProps = {
  readonly playhead: Playhead;
  readonly film: MaskFilm | null;
  readonly tracks: readonly Track[];
  readonly human: readonly number[];
  readonly onHover: (number: number | null) => void;
};

export function Trust({ playhead, film, tracks, human, onHover }: TrustProps) {
  const lanes: readonly Lane[] = useMemo(
    () => tracks.map(({ id, number, label }) => ({ track: id, number, label, trust: film?.trust(id) ?? [] })),
    [tracks, film],
  );
  const dips = useMemo(
    () =>
      film ? lanes.flatMap(({ track, trust }) => dipsOf(track, trust, (frame) => film.isPresent(frame, track))) : [],
    [lanes, film],
  );
  const goToNext = () => {
    const dip = nextDip(dips, playhead.state().frame);
    const trust = lanes.find(({ track }) => track === dip?.track)?.trust;
    if (!dip || !trust) return;
    playhead.pause();
    playhead.seek(lowestFrame(dip, trust));
  };
  useHotkeys({ g: goToNext });
  return (
    <section className="rm-trust" aria-label="Trust">
      <div className="rm-bar">
        <PlayButton playhead={playhead} />
        <StepButtons playhead={playhead} keys={["D", "F"]} />
        <span className="vr pl-gap" />
        <span className="med">Trust</span>
        <span className="f3 t12 ell">of the computed masks, frame by frame</span>
        <span className="sp" />
        {dips.length > 0 ? (
          <Pill tone="warn" icon={TriangleAlert}>
            {dips.length === 1 ? "1 dip below 0.80" : `${dips.length} dips below 0.80`}
          </Pill>
        ) : null}
        <Button
          size="sm"
          variant="ghost"
          keys={["G"]}
          blocked={dips.length === 0 ? "No dip below 0.80." : undefined}
          onClick={goToNext}
        >
          Next dip
        </Button>
        <Rates playhead={playhead} rates={[0.5, 1]} />
      </div>
      {film ? (
        <TrustLanes playhead={playhead} film={film} lanes={lanes} dips={dips} human={human} onHover={onHover} />
      ) : (
        <p className="rm-empty f3">No masks are computed yet.</p>
      )}
    </section>
  );
}
