/** Why: the one task to start now, with enough of it to know what is coming. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { WorkCard } from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import { parseLenient } from "../../caption/grammar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Pill } from "../../ui/Pill";
import { clipNumber, clock, stepNumber } from "../labels";
import { Due } from "./Due";

export function NextCard(props: { work: WorkCard; busy: boolean; onStart: () => void; onSkip: () => void }) {
  const { work, busy, onStart, onSkip } = props;
  const { clip } = work;
  return (
    <section className="next" aria-label={t`Next for you`}>
      <div className="pv">
        <img src={clip.thumbnail} alt="" />
        <span className="du num">{clock(clip.seconds)}</span>
      </div>
      <div className="col next-text">
        <div>
          <div className="row next-head">
            <Pill tone="info">
              <Trans>Next for you</Trans>
            </Pill>
            <Due work={work} />
            <span className="f3 t12">
              <Trans>
                {stepNumber[work.step]} · clip {clipNumber(clip.number)}
              </Trans>
            </span>
          </div>
          <div className="t14 f2 next-caption">
            <NextWords work={work} />
          </div>
        </div>
        <div className="row g16 next-do">
          <Button variant="primary" size="lg" keys={["D"]} busy={busy} onClick={onStart}>
            <Trans>Start next task</Trans>
          </Button>
          <span className="f2 t12 nw">
            {work.step === "masks"
              ? `${plural(Math.ceil(clip.frame_count / 30), { one: "# keyframe", other: "# keyframes" })}, ${plural(clip.objects, { one: "# object", other: "# objects" })}`
              : t`${clock(clip.seconds)} of video, ${plural(clip.frame_count, { one: "# frame", other: "# frames" })}`}
            <br />
            <span className="f3">
              {clip.width} × {clip.height}, {clip.source}
            </span>
          </span>
          <span className="sp" />
          <Button variant="ghost" size="sm" keys={["S"]} onClick={onSkip}>
            <Trans>Skip…</Trans>
          </Button>
        </div>
      </div>
    </section>
  );
}

function NextWords({ work }: { work: WorkCard }) {
  const parsed = work.caption_text ? parseLenient(work.caption_text) : null;
  if (parsed?.ok) return <CaptionText plain={parsed.caption.plain} phrases={parsed.caption.phrases} />;
  if (work.caption_text) return <p>{work.caption_text}</p>;
  return (
    <p>
      <Trans>Watch the clip, write what happens in it, and tie the words to the objects that they name.</Trans>
    </p>
  );
}

export function NothingNext({ returned }: { returned: number }) {
  return (
    <EmptyState title={t`No new task for you right now`}>
      {returned > 0
        ? t`What was returned to you is below. New tasks appear here by themselves.`
        : t`New tasks appear here by themselves, when clips come in or captions pass their review.`}
    </EmptyState>
  );
}
