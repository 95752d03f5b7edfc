/** The clip beside the text: its keys work while typing, so the hands stay where they are. */

import { t } from "@lingui/core/macro";
import type { Video } from "../../api/types";
import { FilmStrip } from "../../player/FilmStrip";
import { Picture } from "../../player/Picture";
import type { Playhead } from "../../player/playhead";
import { Transport } from "../../player/Transport";
import { usePlayerKeys } from "../../player/usePlayhead";

const STEP_KEYS = ["Alt ←", "Alt →"] as const;
const LOOP_KEYS = ["Ctrl+L"];

export function ClipPlayer({ video, playhead }: { readonly video: Video; readonly playhead: Playhead }) {
  usePlayerKeys(playhead);
  return (
    <section className="cap-player" aria-label={t`Player`} data-scope="player">
      <div className="cap-picture">
        <Picture
          playhead={playhead}
          media={video.media}
          width={video.width}
          height={video.height}
          name={t`Clip ${video.number}`}
        />
      </div>
      <div className="pl-bar">
        <Transport playhead={playhead} stepKeys={STEP_KEYS} loopKeys={LOOP_KEYS} />
      </div>
      <FilmStrip playhead={playhead} stills={video.stills} />
    </section>
  );
}
