/** The picture with its masks and pins, the switch between what people drew and what was computed, and whose work is shown. */

import type { Video } from "../../api/types";
import { objectColour } from "../../editor/palette";
import { FPS, secondLabel } from "../../player/frames";
import { MaskOverlay, type OverlayLook } from "../../player/MaskOverlay";
import type { MaskFilm } from "../../player/maskFilm";
import { Picture } from "../../player/Picture";
import type { Playhead } from "../../player/playhead";
import { usePlayheadState } from "../../player/usePlayhead";
import { Kbd } from "../../ui/Kbd";
import { Segmented } from "../../ui/Segmented";
import { PinLayer } from "./PinLayer";
import type { Pin, Point } from "./pins";

export type LayerName = "human" | "propagated";

type StageProps = {
  readonly playhead: Playhead;
  readonly video: Video;
  readonly film: MaskFilm | null;
  readonly look: OverlayLook;
  readonly layer: LayerName;
  readonly predictor: string;
  readonly pins: readonly Pin[];
  readonly draft: Pin;
  readonly onLayer: (layer: LayerName) => void;
  readonly onPlace: (point: Point) => void;
  readonly onPick: (pin: Pin) => void;
};

/** "var(--v3)" is what a style says; a canvas asks for the name inside. */
function videoColour(number: number): string {
  return objectColour(number).video.slice("var(".length, -1);
}

export function Stage(props: StageProps) {
  const { playhead, video, film, look, layer, predictor, pins, draft } = props;
  const { width, height } = video;
  return (
    <div className="rm-stage">
      <Picture
        playhead={playhead}
        media={video.media}
        width={width}
        height={height}
        name={`Clip ${video.number}`}
        corners={
          <>
            <div className="rm-float rm-layers">
              <Segmented
                label="Layer"
                value={layer}
                options={[
                  { value: "human", text: <Keyed word="Human" letter="H" />, name: "Human" },
                  { value: "propagated", text: <Keyed word="Propagated" letter="P" />, name: "Propagated" },
                ]}
                onChange={props.onLayer}
              />
            </div>
            <Origin playhead={playhead} film={film} predictor={predictor} />
          </>
        }
      >
        {film ? <MaskOverlay playhead={playhead} film={film} look={look} colourOf={videoColour} /> : null}
        <PinLayer
          playhead={playhead}
          width={width}
          height={height}
          pins={pins}
          draft={draft}
          onPlace={props.onPlace}
          onPick={props.onPick}
        />
      </Picture>
    </div>
  );
}

function Keyed({ word, letter }: { readonly word: string; readonly letter: string }) {
  return (
    <>
      {word} <Kbd keys={[letter]} />
    </>
  );
}

/** Whether the shown masks are a person's, or between which keyframes they were computed. */
function Origin({ playhead, film, predictor }: Pick<StageProps, "playhead" | "film" | "predictor">) {
  const { frame } = usePlayheadState(playhead);
  if (!film) return null;
  const second = Math.floor(frame / FPS);
  const between = `${predictor}, between ${secondLabel(second)} and ${secondLabel(second + 1)}`;
  return (
    <div className="rm-float rm-origin t12" data-testid="mask-origin">
      {film.isHuman(frame) ? "Drawn by a person" : between}
    </div>
  );
}
