/** Why: a number is believed once one has looked: what people drew and what was predicted, over the clip itself. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { StepBack, StepForward } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { usePredictedMasks } from "../../api/board";
import { describe } from "../../api/error";
import { useVideo } from "../../api/queries";
import type { PredictedMasks, PredictionSet, Video } from "../../api/types";
import { objectColour } from "../../editor/palette";
import { MaskOverlay } from "../../player/MaskOverlay";
import { usePlayerKeys, usePlayhead, usePlayheadState } from "../../player/usePlayhead";
import { IconButton } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { clipNumber } from "../labels";
import { WatchedClip } from "../WatchedClip";
import { firstToSee, neighbour, PREDICTED_COLOUR, paintedOf, type Shown, scoredFrames, TRUTH_COLOUR } from "./layers";
import { percent } from "./standing";

export function MasksBeside({ set, number, place }: { set: PredictionSet; number: number; place: number }) {
  const masks = usePredictedMasks(set.id, number, place);
  const video = useVideo(masks.data?.video ?? undefined);
  const failed = masks.isError ? masks : video.isError ? video : null;
  return (
    <section className="col g12 beside" aria-label={t`Masks of clip ${clipNumber(number)}, ${set.name}`}>
      {failed ? (
        <LoadError
          title={t`The masks could not be loaded`}
          text={describe(failed.error)}
          onRetry={() => void failed.refetch()}
        />
      ) : masks.data && masks.data.video === null ? (
        <EmptyState title={t`The clip is not in this project any more`} />
      ) : masks.data && video.data ? (
        <Looked set={set} masks={masks.data} video={video.data} />
      ) : (
        <Skeleton rows={1} height={320} />
      )}
    </section>
  );
}

function Looked({ set, masks, video }: { set: PredictionSet; masks: PredictedMasks; video: Video }) {
  const playhead = usePlayhead(video.frame_count);
  usePlayerKeys(playhead);
  useEffect(() => playhead.seek(firstToSee(masks)), [playhead, masks]);
  const [shown, setShown] = useState<Shown>("both");
  const painted = useMemo(() => paintedOf(masks, shown), [masks, shown]);
  const frames = useMemo(() => scoredFrames(masks), [masks]);
  const { frame } = usePlayheadState(playhead);
  const back = neighbour(frames, frame, -1);
  const on = neighbour(frames, frame, 1);
  return (
    <>
      <p className="prompt">
        <b>{masks.prompt}</b>{" "}
        <span className="f3 t12 num">
          <Trans>
            clip {clipNumber(masks.number)}, AP {percent(masks.ap)}, {set.name}
          </Trans>
        </span>
      </p>
      <div className="row beside-bar">
        <Segmented
          label={t`Masks shown`}
          value={shown}
          options={[
            { value: "both", text: t`Both` },
            { value: "truth", text: t`Drawn` },
            { value: "predicted", text: t`Predicted` },
          ]}
          onChange={setShown}
        />
        <Swatch number={TRUTH_COLOUR} text={t`drawn by people`} />
        <Swatch number={PREDICTED_COLOUR} text={t`predicted`} dashed />
        <span className="sp" />
        <span className="t12 f2 num" data-testid="scored-frame">
          {frames.includes(frame) ? t`Scored frame ${frame}` : t`Between scored frames`}
        </span>
        <IconButton
          size="sm"
          label={t`Scored frame before`}
          icon={StepBack}
          blocked={back === undefined ? t`This is the first.` : undefined}
          onClick={() => back !== undefined && playhead.seek(back)}
        />
        <IconButton
          size="sm"
          label={t`Scored frame after`}
          icon={StepForward}
          blocked={on === undefined ? t`This is the last.` : undefined}
          onClick={() => on !== undefined && playhead.seek(on)}
        />
      </div>
      <WatchedClip video={video} playhead={playhead}>
        <MaskOverlay playhead={playhead} painted={painted} />
      </WatchedClip>
    </>
  );
}

function Swatch({ number, text, dashed = false }: { number: number; text: string; dashed?: boolean }) {
  const { video } = objectColour(number);
  return (
    <span className="row g6 t12 f2 nw swatch">
      <i style={{ borderColor: video }} className={dashed ? "dashed" : ""} />
      {text}
    </span>
  );
}
