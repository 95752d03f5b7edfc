/** The open review of a caption. */

import { useMemo, useState } from "react";
import type { Caption, CaptionField, NewFinding, Video, WorkCard } from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import { ChecksList, counted } from "../../caption/ChecksList";
import type { Phrase } from "../../caption/grammar";
import { lint } from "../../caption/lints/lint";
import { ObjectsTable } from "../../caption/ObjectsTable";
import { withMentioned } from "../../caption/objects";
import { type Survey, survey } from "../../caption/survey";
import { FilmStrip } from "../../player/FilmStrip";
import { Picture } from "../../player/Picture";
import { Transport } from "../../player/Transport";
import { usePlayerKeys, usePlayhead } from "../../player/usePlayhead";
import { Avatar } from "../../ui/Avatar";
import { FieldPane, FieldTabs } from "../FieldTabs";
import { HistoryButton } from "../HistoryButton";
import { useReasons } from "../reasons";
import { VerdictBar } from "../VerdictBar";
import { useVerdict } from "../verdict";
import { WorkspaceBar } from "../WorkspaceBar";
import { FindingComposer } from "./FindingComposer";
import { type CaptionFinding, emptyFinding, newFindings } from "./findings";

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
    draft.reasons.size === 0 && draft.text.trim() !== "" ? "Choose a reason for your words." : undefined;
  const verdict = useVerdict(work, video.project, findings, { unfinished });
  const pick = (phrase: Phrase) => setDraft({ ...draft, phrase: draft.phrase?.start === phrase.start ? null : phrase });
  return (
    <div className="rc-ws">
      <WorkspaceBar project={video.project} clip={video} work={work} place="caption-review">
        {work.author ? <Author verb="Written by" name={work.author.name} /> : null}
      </WorkspaceBar>
      <section className="rc-left" aria-label="Clip">
        <div className="rc-picture" style={{ aspectRatio: video.width / video.height }}>
          <Picture
            playhead={playhead}
            media={video.media}
            width={video.width}
            height={video.height}
            name={`Clip ${video.number}`}
          />
        </div>
        <div className="rc-strip">
          <div className="pl-bar">
            <Transport playhead={playhead} stepKeys={["D", "F"]} loopKeys={["L"]} />
          </div>
          <FilmStrip playhead={playhead} stills={video.stills} />
        </div>
        <section className="panel rc-objects" aria-label="Objects">
          <div className="panel-h">
            <h2>Objects</h2>
            <span className="f3 t12">{counted(read.objects.length, "object")}</span>
          </div>
          <ObjectsTable objects={read.objects} onHover={(number) => setLit(new Set(number === null ? [] : [number]))} />
        </section>
      </section>
      <aside className="rc-right" aria-label="Caption and verdict">
        <div className="panel-h rc-head">
          <h2>Caption</h2>
          <FieldTabs video={video} field={field} onField={setField} />
          <span className="sp" />
          {field === "en" && (
            <>
              <span className="f3 t12">{counted(read.words, "word")}</span>
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
          <p className="f3 t12 rc-hint">Click a phrase to pin a finding to it</p>
          <CaptionText
            plain={caption.plain ?? caption.text}
            phrases={caption.phrases}
            lit={lit}
            onHover={(ids) => setLit(new Set(ids?.map(Number)))}
            onPick={pick}
          />
        </div>
        <div className="hr" />
        {field === "en" && <ChecksList survey={read} />}
        <div className="hr" />
        <FindingComposer
          reasons={reasons}
          draft={draft}
          kept={kept}
          onDraft={setDraft}
          onKeep={() => {
            setKept([...kept, draft]);
            setDraft(emptyFinding());
          }}
          onDrop={(dropped) => setKept(kept.filter((one) => one !== dropped))}
        />
      </aside>
      <VerdictBar work={work} verdict={verdict} count={findings.length} />
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
