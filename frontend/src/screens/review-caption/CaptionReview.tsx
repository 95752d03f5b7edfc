/** The open review of a caption. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMemo, useState } from "react";
import { useChanges } from "../../api/review";
import type { Caption, CaptionField, GivenVerdict, NewFinding, Thread, Video, WorkCard } from "../../api/types";
import { ChecksList } from "../../caption/ChecksList";
import type { Phrase } from "../../caption/grammar";
import { lint } from "../../caption/lints/lint";
import { ObjectsTable } from "../../caption/ObjectsTable";
import { withMentioned } from "../../caption/objects";
import { type Survey, survey } from "../../caption/survey";
import { usePlayerKeys, usePlayhead } from "../../player/usePlayhead";
import { Avatar } from "../../ui/Avatar";
import { FieldPane, FieldTabs } from "../FieldTabs";
import { HistoryButton } from "../HistoryButton";
import { tallied, useJudging } from "../judging";
import { useReasons } from "../reasons";
import { Threads } from "../Threads";
import { VerdictBar } from "../VerdictBar";
import { VerdictList } from "../VerdictList";
import { useVerdict } from "../verdict";
import { WatchedClip } from "../WatchedClip";
import { WorkspaceBar } from "../WorkspaceBar";
import { Correction } from "./Correction";
import { changedPhrases, heldAgainst } from "./changes";
import { FindingComposer } from "./FindingComposer";
import { type CaptionFinding, emptyFinding, newFindings } from "./findings";
import { ReviewText } from "./ReviewText";

type CaptionReviewProps = {
  readonly work: WorkCard;
  readonly video: Video;
  readonly caption: Caption;
};

export function CaptionReview({ work, video, caption }: CaptionReviewProps) {
  const playhead = usePlayhead(video.frame_count);
  usePlayerKeys(playhead, ["keyframe"]);
  const reasons = useReasons(video.project, "caption");
  const read = useMemo(() => linted(caption.text), [caption.text]);
  const [lit, setLit] = useState<ReadonlySet<number>>(new Set());
  const [field, setField] = useState<CaptionField>("en");
  const [draft, setDraft] = useState<CaptionFinding>(emptyFinding);
  const [kept, setKept] = useState<readonly CaptionFinding[]>([]);
  const findings: NewFinding[] = newFindings([...kept, draft]);
  const unfinished =
    draft.reasons.size === 0 && draft.text.trim() !== "" ? t`Choose a reason for your words.` : undefined;
  const changes = useChanges(work.id).data?.caption ?? null;
  const corrected = changes?.corrected != null;
  const changed = useMemo(() => changedPhrases(changes), [changes]);
  const judging = useJudging(work, changed);
  const verdict = useVerdict(work, video.project, findings, judging, { unfinished });
  const phraseOf = (row: GivenVerdict) => caption.phrases.find(({ start }) => start === row.start) ?? null;
  const compose = (next: CaptionFinding) => {
    const row = judging.rows.find(({ start }) => start === next.phrase?.start);
    const added = [...next.reasons].find((code) => !draft.reasons.has(code));
    if (row?.verdict === "rejected" && added) judging.reject(row, added);
    setDraft(next);
  };
  const keep = () => {
    const { phrase, reasons } = draft;
    if (phrase) judging.reject({ track: null, start: phrase.start, end: phrase.end }, [...reasons][0] ?? "");
    setKept([...kept, draft]);
    setDraft(emptyFinding());
  };
  const goTo = ({ frame }: Pick<Thread, "frame">) => frame !== null && playhead.seek(frame);
  const pick = (phrase: Phrase) => setDraft({ ...draft, phrase: draft.phrase?.start === phrase.start ? null : phrase });
  return (
    <div className="rc-ws">
      <WorkspaceBar project={video.project} clip={video} work={work} place="caption-review">
        {work.author ? <Author verb={t`Written by`} name={work.author.name} /> : null}
      </WorkspaceBar>
      <main className="rc-left" aria-label={t`Clip`}>
        <WatchedClip video={video} playhead={playhead} />
        <section className="panel rc-objects" aria-label={t`Objects`}>
          <div className="panel-h">
            <h2>
              <Trans>Objects</Trans>
            </h2>
            <span className="f3 t12">{plural(read.objects.length, { one: "# object", other: "# objects" })}</span>
          </div>
          <ObjectsTable objects={read.objects} onHover={(number) => setLit(new Set(number === null ? [] : [number]))} />
        </section>
      </main>
      <aside className="rc-right" aria-label={t`Caption and verdict`}>
        <div className="panel-h rc-head">
          <h2>
            <Trans>Caption</Trans>
          </h2>
          <FieldTabs video={video} field={field} onField={setField} />
          <span className="sp" />
          {field === "en" && (
            <>
              <span className="f3 t12">{plural(read.words, { one: "# word", other: "# words" })}</span>
              <HistoryButton video={video} field="en" />
            </>
          )}
        </div>
        {field !== "en" && (
          <div className="rc-derived">
            <FieldPane key={field} video={video} field={field} />
          </div>
        )}
        <div className="rc-text" hidden={field !== "en"}>
          <Correction work={work} caption={caption} changes={changes}>
            <ReviewText
              caption={caption}
              before={heldAgainst(changes)}
              lit={lit}
              onHover={(ids) => setLit(new Set(ids?.map(Number)))}
              onPick={pick}
            />
          </Correction>
        </div>
        <div className="panel-h">
          <h2>
            <Trans>Verdict per phrase</Trans>
          </h2>
          <span className="sp" />
          <span className="f3 t12">
            {t`${judging.rows.length - tallied(judging.rows).open} of ${judging.rows.length} decided`}
          </span>
        </div>
        <VerdictList
          label={t`Phrases`}
          judging={judging}
          onReject={(row) => setDraft({ ...draft, phrase: phraseOf(row) })}
          onHover={(row) => setLit(new Set(row?.ids.map(Number)))}
        />
        <div className="hr" />
        {field === "en" && <ChecksList survey={read} />}
        <div className="hr" />
        <FindingComposer
          work={work}
          revision={caption.revision}
          reasons={reasons}
          draft={draft}
          kept={kept}
          onDraft={compose}
          onSaid={() => setDraft((now) => ({ ...now, text: "" }))}
          onKeep={keep}
          onDrop={(dropped) => setKept(kept.filter((one) => one !== dropped))}
        />
        <Threads video={video.id} step="caption" onGo={goTo} />
      </aside>
      <VerdictBar
        work={work}
        verdict={verdict}
        count={findings.length}
        tally={tallied(judging.rows)}
        corrected={corrected}
      />
    </div>
  );
}

function Author({ verb, name }: { readonly verb: string; readonly name: string }) {
  return (
    <>
      <span className="t12 f2 nw">{`${verb} ${name}`}</span>
      <Avatar name={name} />
    </>
  );
}

function linted(text: string): Survey {
  const read = survey(text);
  const doubts = lint(read, { objects: withMentioned([], read.groundings), lengths: null });
  return { ...read, problems: [...read.problems, ...doubts] };
}
