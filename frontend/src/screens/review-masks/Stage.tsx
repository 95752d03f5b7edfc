/** The picture with its masks and pins, the switch between what people drew and what was computed, and whose work is shown. */

import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";
import type { Video } from "../../api/types";
import { FPS, secondLabel } from "../../player/frames";
import type { Painted } from "../../player/layers";
import { MaskOverlay } from "../../player/MaskOverlay";
import type { MaskFilm } from "../../player/maskFilm";
import { Picture } from "../../player/Picture";
import type { Playhead } from "../../player/playhead";
import { usePlayheadState } from "../../player/usePlayhead";
import { Kbd } from "../../ui/Kbd";
import { Segmented } from "../../ui/Segmented";
import type { Compare } from "./compare";
import { PinLayer } from "./PinLayer";
import type { Pin, Point } from "./pins";
import { RunSwitch } from "./RunSwitch";

export type LayerName = "human" | "propagated" | "model";

type StageProps = {
  readonly playhead: Playhead;
  readonly video: Video;
  readonly compare: Compare;
  readonly painted: Painted | null;
  readonly layer: LayerName;
  readonly predictor: string;
  readonly pins: readonly Pin[];
  readonly draft: Pin;
  readonly onLayer: (layer: LayerName) => void;
  readonly onPlace: (point: Point) => void;
  readonly onPick: (pin: Pin) => void;
  /** Laid over the masks. */
  readonly children?: ReactNode;
};

export function Stage(props: StageProps) {
  const { playhead, video, compare, painted, layer, predictor, pins, draft } = props;
  const { width, height } = video;
  return (
    <div className="rm-stage">
      <Picture
        playhead={playhead}
        media={video.media}
        width={width}
        height={height}
        name={t`Clip ${video.number}`}
        corners={
          <>
            <div className="rm-floats">
              <div className="rm-float">
                <Segmented
                  label={t`Layer`}
                  value={layer}
                  options={[
                    { value: "human", text: <Keyed word={t`Human`} letter="H" />, name: t`Human` },
                    { value: "propagated", text: <Keyed word={t`Propagated`} letter="P" />, name: t`Propagated` },
                    { value: "model", text: <Keyed word={t`Model`} letter="M" />, name: t`Model` },
                  ]}
                  onChange={props.onLayer}
                />
              </div>
              <RunSwitch video={video.id} compare={compare} />
            </div>
            <Origin playhead={playhead} compare={compare} predictor={predictor} />
          </>
        }
      >
        {painted ? <MaskOverlay playhead={playhead} painted={painted} /> : null}
        {props.children}
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

/** Whether the shown masks are a person's, or by whom and between which seconds they were computed. */
function Origin({ playhead, compare, predictor }: Pick<StageProps, "playhead" | "compare" | "predictor">) {
  const { frame } = usePlayheadState(playhead);
  const { view, a, b } = compare;
  const film = view === "b" ? compare.filmB : compare.filmA;
  if (!film) return null;
  const name = view === "b" && b ? b.predictor : (a?.predictor ?? predictor);
  const who = view === "difference" && b ? t`${name} solid, ${b.predictor} dashed` : name;
  return (
    <div className="rm-float rm-origin t12" data-testid="mask-origin">
      {whose(film, frame) ?? t`${who}, between ${secondsAround(frame)}`}
    </div>
  );
}

/** Who drew what is shown, when people drew any of it. */
function whose(film: MaskFilm, frame: number): string | null {
  const masks = film.at(frame);
  const drawn = masks.filter(({ track }) => film.isHuman(frame, track));
  if (film.isKeyframe(frame)) return t`Drawn by a person`;
  if (drawn.length === 0) return null;
  return t`Object ${drawn.map(({ number }) => number).join(", ")} drawn by a person, the rest computed`;
}

function secondsAround(frame: number): string {
  const second = Math.floor(frame / FPS);
  return t`${secondLabel(second)} and ${secondLabel(second + 1)}`;
}
