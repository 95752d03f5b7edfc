/** The open caption: clip and objects on the left, text, checks and guideline on the right, one way on below. */

import { t } from "@lingui/core/macro";
import { memo, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useCaptionLengths } from "../../api/captions";
import type { Thread, Video, WorkCard } from "../../api/types";
import { CaptionEditor, type CaptionEditorHandle } from "../../caption/CaptionEditor";
import { ChecksList } from "../../caption/ChecksList";
import { useIgnored } from "../../caption/ignored";
import { rawOffset } from "../../caption/places";
import type { CaptionObject, Fix, Problem } from "../../caption/problem";
import { useSpelling } from "../../caption/spelling";
import { type Survey, survey } from "../../caption/survey";
import { FPS } from "../../player/frames";
import type { Playhead } from "../../player/playhead";
import { usePlayhead } from "../../player/usePlayhead";
import { type Field, FieldPane } from "../FieldTabs";
import { HistoryButton } from "../HistoryButton";
import { Threads } from "../Threads";
import { CaptionBar } from "./CaptionBar";
import { CaptionConflict } from "./CaptionConflict";
import { ClipPlayer } from "./ClipPlayer";
import { type CaptionDraft, useCaptionDraft } from "./draft";
import { GuidelinePanel } from "./guideline/GuidelinePanel";
import { ModelCaption } from "./ModelCaption";
import { NotSaved } from "./NotSaved";
import { ObjectsPanel } from "./objects/ObjectsPanel";
import { QuestionsPanel } from "./questions/QuestionsPanel";
import { ReadOnly } from "./ReadOnly";
import { Reopens } from "./Reopens";
import { Returned } from "./Returned";
import { SubmitBar } from "./SubmitBar";
import { enterScope, useScopes } from "./scopes";
import { type Submission, useSubmission } from "./submission";
import { Hints, TextHead } from "./TextHead";

type CaptionWorkspaceProps = {
  readonly work: WorkCard;
  readonly video: Video;
  readonly editable: boolean;
};

/** What the editor last said of the caption, when the hand rested. */
type Read = { readonly survey: Survey; readonly objects: readonly CaptionObject[] };

/** What every part of the page shares. */
type Shared = CaptionWorkspaceProps & {
  readonly editor: RefObject<CaptionEditorHandle | null>;
  readonly playhead: Playhead;
  readonly draft: CaptionDraft;
  readonly read: Read;
  readonly submission: Submission;
  readonly field: Field;
  readonly onField: (field: Field) => void;
};

const NONE: ReadonlySet<number> = new Set();

// The page is drawn again whenever the hand rests; what shows nothing of the text is left as it was.
const Player = memo(ClipPlayer);
const ObjectList = memo(ObjectsPanel);
const Findings = memo(ChecksList);
const Guideline = memo(GuidelinePanel);
const Questions = memo(QuestionsPanel);

export function CaptionWorkspace({ work, video, editable }: CaptionWorkspaceProps) {
  const page = useRef<HTMLElement>(null);
  const editor = useRef<CaptionEditorHandle>(null);
  const playhead = usePlayhead(video.frame_count);
  const draft = useCaptionDraft(video.id, editor);
  const { initial } = draft;
  const [read, setRead] = useState<Read>(() => ({ survey: survey(initial.text), objects: initial.objects }));
  const [lit, setLit] = useState<ReadonlySet<number>>(NONE);
  const [field, onField] = useState<Field>("en");
  const submission = useSubmission(work, video.project, read.survey, editor);
  useScopes(page);
  const restore = (text: string, list: readonly CaptionObject[]) => {
    editor.current?.replace(text, list);
    draft.edit(text, list);
  };
  const shared: Shared = { work, video, editable, editor, playhead, draft, read, submission, field, onField };
  // The bar's undo and the objects belong to the written text; a derived one has its own.
  const written = editable && field === "en";
  return (
    <main className="cap-ws" ref={page}>
      <CaptionBar work={work} video={video} editable={written} editor={editor}>
        {field === "en" ? <HistoryButton video={video} field="en" onRestore={written ? restore : undefined} /> : null}
      </CaptionBar>
      <section className="cap-left" aria-label={t`Clip`}>
        <Player video={video} playhead={playhead} />
        <ObjectList
          video={video.id}
          objects={read.objects}
          read={read.survey}
          editable={written}
          editor={editor}
          lit={lit}
        />
      </section>
      <TextSide
        {...shared}
        onRead={setRead}
        onHover={(numbers) => setLit(numbers === null ? NONE : new Set(numbers))}
        onObjects={() => enterScope(page.current, "objects")}
        onReplace={restore}
      />
      <CaptionConflict video={video.id} onTake={draft.take} />
    </main>
  );
}

type TextSideProps = Shared & {
  readonly onRead: (read: Read) => void;
  readonly onHover: (numbers: readonly number[] | null) => void;
  readonly onObjects: () => void;
  /** Puts a text and its objects in the place of the written one, as one undoable edit. */
  readonly onReplace: (text: string, objects: readonly CaptionObject[]) => void;
};

function TextSide(props: TextSideProps) {
  const { work, video, editable, editor, playhead, draft, read, submission, onField } = props;
  const { words, check, learn } = useSpelling(video.project);
  const { ignored, toggle } = useIgnored(`${video.id}:en`);
  useEffect(() => check(read.survey), [check, read.survey]);
  const { plain, groundings, text } = read.survey;
  const goTo = useCallback(
    (start: number, end: number) => {
      onField("en");
      const [from = 0, to = from] = [start, end].map((at) => rawOffset(plain, groundings, at));
      // The text may have been hidden behind another one: it takes the focus when it is back.
      requestAnimationFrame(() => editor.current?.select(from, to));
    },
    [plain, groundings, editor, onField],
  );
  const seek = useCallback((frame: number) => playhead.seek(frame), [playhead]);
  const goToThread = useCallback(
    ({ frame, start, end }: Thread) => {
      if (frame !== null) seek(frame);
      if (start !== null && end !== null) goTo(start, end);
    },
    [seek, goTo],
  );
  const { first } = submission;
  return (
    <section className="cap-right" aria-label={t`Caption and checks`}>
      <NotSaved video={video.id} onGo={first ? () => editor.current?.jump(first) : undefined} onBack={draft.takeHeld} />
      {editable ? <ModelCaption video={video.id} written={text.trim() !== ""} onUse={props.onReplace} /> : null}
      <TextPanel {...props} words={words} ignored={ignored} />
      <Returned findings={work.findings} plain={plain} onGo={goTo} />
      <Checks {...props} ignored={ignored} onIgnore={toggle} onLearn={learn} />
      <Questions video={video} plain={plain} onFrame={seek} onWords={goTo} />
      <Threads video={video.id} step="caption" onGo={goToThread} />
      {editable && work.round > 1 ? <Reopens video={video.id} text={text} /> : null}
      {editable ? (
        <SubmitBar submission={submission} survey={read.survey} onJump={(one) => editor.current?.jump(one)} />
      ) : (
        <ReadOnly work={work} video={video} />
      )}
    </section>
  );
}

type TextPanelProps = TextSideProps & Pick<React.ComponentProps<typeof CaptionEditor>, "words" | "ignored">;

function TextPanel(props: TextPanelProps) {
  const { video, editable, editor, playhead, draft, read, submission, field, onField } = props;
  const [raw, setRaw] = useState(false);
  const lengths = useCaptionLengths(video.project).data ?? null;
  return (
    <section className="panel cap-text" aria-label={t`Text`} data-scope="text">
      <TextHead
        video={video}
        field={field}
        onField={onField}
        raw={raw}
        onRaw={(on) => editor.current?.showRaw(on)}
        words={read.survey.words}
      />
      {field === "en" ? null : <FieldPane key={field} video={video} field={field} />}
      <div hidden={field !== "en"}>
        <CaptionEditor
          initial={draft.initial.text}
          objects={draft.initial.objects}
          readOnly={!editable}
          handle={editor}
          lengths={lengths}
          words={props.words}
          ignored={props.ignored}
          time={() => playhead.state().frame / FPS}
          onRaw={setRaw}
          onSubmit={submission.submit}
          onHover={props.onHover}
          onObjects={props.onObjects}
          onChange={(text, list, edited) => {
            if (edited) draft.edit(text, list);
          }}
          onRead={(next, objects) => props.onRead({ survey: next, objects })}
        />
        {editable ? <Hints /> : null}
      </div>
    </section>
  );
}

type ChecksProps = Shared & Required<Pick<React.ComponentProps<typeof ChecksList>, "ignored" | "onIgnore" | "onLearn">>;

/** What is wrong beside what was asked for. The checks are of the written text; a derived one has its own. */
function Checks({ work, video, editable, editor, draft, read, field, ignored, onIgnore, onLearn }: ChecksProps) {
  const jump = useCallback((problem: Problem) => editor.current?.jump(problem), [editor]);
  const fix = useCallback((mend: Fix) => editor.current?.fix(mend), [editor]);
  return (
    <div className="cap-two">
      <section className="panel cap-checks" aria-label={t`Checks`} data-scope="checks" hidden={field !== "en"}>
        <Findings
          survey={read.survey}
          onJump={jump}
          onFix={editable ? fix : undefined}
          onLearn={editable ? onLearn : undefined}
          ignored={ignored}
          onIgnore={editable ? onIgnore : undefined}
        />
      </section>
      <Guideline project={video.project} work={work} ticked={draft.ticked} onTick={editable ? draft.tick : undefined} />
    </div>
  );
}
