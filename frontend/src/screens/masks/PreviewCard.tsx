/** What the dashed masks between two keyframes are: a preview, not kept, with its trust and the way to put it away. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { LoaderCircle } from "lucide-react";
import { ObjectBadge } from "../../caption/ObjectBadge";
import type { Editor } from "../../editor/editor";
import { timeLabel } from "../../player/frames";
import { Button } from "../../ui/Button";
import { timeOf } from "./opening";
import type { Previewing } from "./preview";
import type { Preview } from "./previewState";

export function PreviewCard({ editor, previewing }: { readonly editor: Editor; readonly previewing: Previewing }) {
  const { preview, stale, ask, play, dismiss } = previewing;
  if (preview.is === "none") return null;
  const { stretch } = preview;
  const number = editor.history.present.tracks.find(({ id }) => id === stretch.track)?.number ?? 0;
  return (
    <section className="float preview" data-theme="dark" aria-label={t`Preview of the propagation`}>
      <div className="row g6">
        <ObjectBadge number={number} onVideo />
        <span className="med f1">
          <Trans>Preview</Trans>
        </span>
        <span className="num">{t`${timeOf(stretch.first)} to ${timeLabel(stretch.last)}`}</span>
        <span className="sp" />
        {preview.is === "shown" && !stale && (
          <span className="pill dash">
            <Trans>not kept</Trans>
          </span>
        )}
      </div>
      <p role="status">{preview.is === "asked" ? <Working /> : wordsFor(preview, stale)}</p>
      <div className="row">
        {preview.is === "shown" && !stale && (
          <Button size="sm" keys={["Shift", "P"]} onClick={play}>
            <Trans>Play</Trans>
          </Button>
        )}
        {preview.is !== "asked" && (stale || preview.is === "failed") && (
          <Button size="sm" keys={["Ctrl", "E"]} onClick={ask}>
            <Trans>Preview again</Trans>
          </Button>
        )}
        <Button size="sm" keys={["Esc"]} onClick={dismiss}>
          {preview.is === "asked" ? t`Stop` : t`Dismiss`}
        </Button>
      </div>
    </section>
  );
}

function Working() {
  return (
    <span className="row g6">
      <LoaderCircle className="ic s14 spin" aria-hidden /> <Trans>Computing the frames between</Trans>
    </span>
  );
}

function wordsFor(preview: Exclude<Preview, { is: "none" | "asked" }>, stale: boolean): string {
  if (preview.is === "failed") return preview.text;
  if (stale) return t`A keyframe beside it changed, so this is no longer what it would be.`;
  const { film, stretch } = preview;
  const trust = film.trust(Number(stretch.track)).slice(stretch.first + 1, stretch.last + 1);
  if (trust.length === 0) return t`There is no frame between the keyframes.`;
  const least = Math.min(...trust);
  const frame = stretch.first + 1 + trust.indexOf(least);
  return t`Trusted least at frame ${frame}, by ${least.toFixed(2)}. Submitting computes it anew, for good.`;
}
