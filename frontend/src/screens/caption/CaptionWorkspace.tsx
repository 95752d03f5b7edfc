/** The open caption: clip and objects on the left, text, checks and guideline on the right, one way on below. */

import { useCallback, useEffect, useRef, useState } from "react";
import { useCaptionLengths } from "../../api/captions";
import type { Caption, Video, WorkCard } from "../../api/types";
import { CaptionEditor, type CaptionEditorHandle } from "../../caption/CaptionEditor";
import { ChecksList } from "../../caption/ChecksList";
import { useIgnored } from "../../caption/ignored";
import { rawOffset } from "../../caption/places";
import type { CaptionObject } from "../../caption/problem";
import { useSpelling } from "../../caption/spelling";
import { type Survey, survey } from "../../caption/survey";
import { FPS } from "../../player/frames";
import { usePlayhead } from "../../player/usePlayhead";
import { type Field, FieldPane } from "../FieldTabs";
import { HistoryButton } from "../HistoryButton";
import { CaptionBar } from "./CaptionBar";
import { CaptionConflict } from "./CaptionConflict";
import { ClipPlayer } from "./ClipPlayer";
import { useCaptionDraft } from "./draft";
import { GuidelinePanel } from "./guideline/GuidelinePanel";
import { NotSaved } from "./NotSaved";
import { ObjectsPanel } from "./objects/ObjectsPanel";
import { QuestionsPanel } from "./questions/QuestionsPanel";
import { ReadOnly } from "./ReadOnly";
import { Reopens } from "./Reopens";
import { Returned } from "./Returned";
import { SubmitBar } from "./SubmitBar";
import { enterScope, useScopes } from "./scopes";
import { useSubmission } from "./submission";
import { Hints, TextHead } from "./TextPanel";

type CaptionWorkspaceProps = { readonly work: WorkCard; readonly video: Video; readonly caption: Caption };

const NONE: ReadonlySet<number> = new Set();

export function CaptionWorkspace({ work, video, caption }: CaptionWorkspaceProps) {
  const page = useRef<HTMLElement>(null);
  const editor = useRef<CaptionEditorHandle>(null);
  const playhead = usePlayhead(video.frame_count);
  const draft = useCaptionDraft(video.id, caption, editor);
  const [read, setRead] = useState<Survey>(() => survey(draft.initial.text));
  const [objects, setObjects] = useState<readonly CaptionObject[]>(draft.initial.objects);
  const [lit, setLit] = useState<ReadonlySet<number>>(NONE);
  const [raw, setRaw] = useState(false);
  const [field, setField] = useState<Field>("en");
  const editable = work.can.edit && caption.editable;
  const lengths = useCaptionLengths(video.project).data ?? null;
  const { words, check, learn } = useSpelling(video.project);
  const { ignored, toggle } = useIgnored(`${video.id}:en`);
  useEffect(() => check(read), [check, read]);
  const submission = useSubmission(work, video.project, read, editor);
  useScopes(page);
  const goTo = useCallback(
    (start: number, end: number) => {
      setField("en");
      const [from, to] = [start, end].map((at) => rawOffset(read.plain, read.groundings, at));
      editor.current?.select(from ?? 0, to ?? 0);
    },
    [read],
  );
  const restore = (text: string, list: readonly CaptionObject[]) => {
    editor.current?.replace(text, list);
    draft.edit(text, list);
  };
  const first = submission.first;
  return (
    <main className="cap-ws" ref={page}>
      <CaptionBar work={work} video={video} caption={caption} editable={editable} editor={editor}>
        {field === "en" ? <HistoryButton video={video} field="en" onRestore={editable ? restore : undefined} /> : null}
      </CaptionBar>
      <section className="cap-left" aria-label="Clip">
        <ClipPlayer video={video} playhead={playhead} />
        <ObjectsPanel video={video.id} objects={objects} read={read} editable={editable} editor={editor} lit={lit} />
      </section>
      <section className="cap-right" aria-label="Caption and checks">
        <NotSaved
          video={video.id}
          onGo={first ? () => editor.current?.jump(first) : undefined}
          onBack={() => draft.take(caption)}
        />
        <section className="panel cap-text" aria-label="Text" data-scope="text">
          <TextHead
            video={video}
            field={field}
            onField={setField}
            raw={raw}
            onRaw={(on) => editor.current?.showRaw(on)}
            words={read.words}
          />
          {field === "en" ? null : <FieldPane key={field} video={video} field={field} />}
          <div hidden={field !== "en"}>
            <CaptionEditor
              initial={draft.initial.text}
              objects={draft.initial.objects}
              readOnly={!editable}
              handle={editor}
              lengths={lengths}
              words={words}
              ignored={ignored}
              time={() => playhead.state().frame / FPS}
              onRaw={setRaw}
              onSubmit={submission.submit}
              onHover={(numbers) => setLit(numbers === null ? NONE : new Set(numbers))}
              onObjects={() => enterScope(page.current, "objects")}
              onChange={(text, list, edited) => {
                if (edited) draft.edit(text, list);
              }}
              onRead={(next, list) => {
                setRead(next);
                setObjects(list);
              }}
            />
            {editable ? <Hints /> : null}
          </div>
        </section>
        <Returned findings={work.findings} plain={read.plain} onGo={goTo} />
        <div className="cap-two">
          {/* The checks are of the written text; a derived one has its own. */}
          <section className="panel cap-checks" aria-label="Checks" data-scope="checks" hidden={field !== "en"}>
            <ChecksList
              survey={read}
              onJump={(problem) => editor.current?.jump(problem)}
              onFix={editable ? (fix) => editor.current?.fix(fix) : undefined}
              onLearn={editable ? learn : undefined}
              ignored={ignored}
              onIgnore={editable ? toggle : undefined}
            />
          </section>
          <GuidelinePanel
            project={video.project}
            work={work}
            ticked={draft.ticked}
            onTick={editable ? draft.tick : undefined}
          />
        </div>
        <QuestionsPanel video={video} plain={read.plain} onFrame={(frame) => playhead.seek(frame)} onWords={goTo} />
        {editable && work.round > 1 ? <Reopens video={video.id} text={read.text} /> : null}
        {editable ? (
          <SubmitBar submission={submission} survey={read} onJump={(one) => editor.current?.jump(one)} />
        ) : (
          <ReadOnly work={work} video={video} />
        )}
      </section>
      <CaptionConflict video={video.id} onTake={draft.take} />
    </main>
  );
}
