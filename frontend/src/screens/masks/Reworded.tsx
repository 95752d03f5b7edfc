/** The caption was changed after the masks were drawn: which words an object has now, and whether its masks still fit them. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Check, Lock } from "lucide-react";
import { describe } from "../../api/error";
import { useConfirmTrack } from "../../api/tracks";
import type { TrackList } from "../../api/types";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/Toast";

type TrackRow = TrackList["tracks"][number];

/** The tracks whose words changed and of which nobody has said that they fit. */
export function rewordedTracks({ tracks }: TrackList): readonly TrackRow[] {
  return tracks.filter(({ reopened }) => reopened === "open");
}

/** The line under an object in the panel; nothing for one that no change of the caption touched. */
export function Reworded(props: { readonly video: number; readonly track: TrackRow; readonly editable: boolean }) {
  const { video, track, editable } = props;
  const { mutate, isPending } = useConfirmTrack(video);
  if (track.locked) {
    return (
      <p className="reworded f3">
        <Lock className="ic s12" aria-hidden /> <Trans>Keeps its approval, same words</Trans>
      </p>
    );
  }
  if (track.reopened === "no") return null;
  return (
    <div className="reworded">
      <p>
        {t`Words changed: `}
        <del>{quoted(track.words_before)}</del>
        {" → "}
        <ins>{quoted(track.phrases)}</ins>
      </p>
      {track.reopened === "settled" ? (
        <p className="ok">
          <Check className="ic s12" aria-hidden /> <Trans>The masks fit</Trans>
        </p>
      ) : (
        editable && (
          <Button
            size="sm"
            busy={isPending}
            onClick={() => mutate(track.id, { onError: (error) => toast(describe(error), "failed") })}
          >
            <Trans>Masks still fit</Trans>
          </Button>
        )
      )}
    </div>
  );
}

function quoted(words: readonly string[]): string {
  return words.length === 0 ? t`nothing` : words.map((one) => `“${one}”`).join(", ");
}
