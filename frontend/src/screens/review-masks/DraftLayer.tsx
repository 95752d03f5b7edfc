/** What the machine had proposed on the shown frame, dashed, where a person made a keyframe of it. */

import { t } from "@lingui/core/macro";
import type { Draft } from "../../api/types";
import { objectColour } from "../../editor/palette";
import type { Playhead } from "../../player/playhead";
import { usePlayheadState } from "../../player/usePlayhead";
import { pathOf } from "./outline";

type DraftLayerProps = {
  readonly playhead: Playhead;
  readonly drafts: readonly Draft[];
  readonly width: number;
  readonly height: number;
};

export function DraftLayer({ playhead, drafts, width, height }: DraftLayerProps) {
  const { frame } = usePlayheadState(playhead);
  const here = drafts.filter((draft) => draft.frame === frame);
  return (
    <>
      <svg className="rm-outlines" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t`The machine's drafts`}>
        {here.map(({ track, number, rings }) => (
          <path key={track} className="before" style={{ stroke: objectColour(number).video }} d={pathOf(rings)} />
        ))}
      </svg>
      {here.length === 0 ? (
        <span className="rm-float rm-none t12" role="status">
          {nearest(drafts, frame)}
        </span>
      ) : null}
    </>
  );
}

/** Where the next draft is, when none is here. */
function nearest(drafts: readonly Draft[], frame: number): string {
  if (drafts.length === 0) return t`No keyframe was made from a suggestion.`;
  const next = drafts.find((draft) => draft.frame > frame) ?? drafts[0];
  return t`No suggestion was taken up here; one was at frame ${next?.frame ?? 0}.`;
}
