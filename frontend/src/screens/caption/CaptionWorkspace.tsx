/** The open caption: clip and objects on the left, text and checks on the right, one way on below. */

import { useRef, useState } from "react";
import type { SaveState } from "../../api/outbox";
import { useSaveState } from "../../api/saving";
import type { Caption, Video, WorkCard } from "../../api/types";
import { CaptionEditor, type CaptionEditorHandle } from "../../caption/CaptionEditor";
import { ChecksList, counted } from "../../caption/ChecksList";
import { ObjectsTable } from "../../caption/ObjectsTable";
import { rawOffset } from "../../caption/places";
import { type Survey, survey } from "../../caption/survey";
import { FilmStrip } from "../../player/FilmStrip";
import { Picture } from "../../player/Picture";
import { Transport } from "../../player/Transport";
import { usePlayerKeys, usePlayhead } from "../../player/usePlayhead";
import { Kbd } from "../../ui/Kbd";
import { Segmented } from "../../ui/Segmented";
import { WorkspaceBar } from "../WorkspaceBar";
import { CaptionConflict } from "./CaptionConflict";
import { captionDraft, useCaptionDraft } from "./draft";
import { Returned } from "./Returned";
import { SubmitBar } from "./SubmitBar";
import { useSubmission } from "./submission";

type CaptionWorkspaceProps = { readonly work: WorkCard; readonly video: Video; readonly caption: Caption };

export function CaptionWorkspace({ work, video, caption }: CaptionWorkspaceProps) {
  const editor = useRef<CaptionEditorHandle>(null);
  const [initial] = useState(() => captionDraft(video.id) ?? caption.text);
  const [read, setRead] = useState<Survey>(() => survey(initial));
  const [raw, setRaw] = useState(false);
  const editable = work.can.edit && caption.editable;
  const edit = useCaptionDraft(video.id, caption, editor, initial);
  const save = useSaveState(`caption:${video.id}`);
  const submission = useSubmission(work, video.project, read, editor);
  return (
    <div className="cap-ws">
      <WorkspaceBar project={video.project} clip={video} work={work} place="caption" save={savedSince(save, caption)} />
      <section className="cap-left" aria-label="Clip">
        <ClipPlayer video={video} />
        <section className="panel cap-objects" aria-label="Objects">
          <div className="panel-h">
            <h2>Objects</h2>
            <span className="f3 t12">{`${read.objects.length} of max 10`}</span>
          </div>
          <ObjectsTable objects={read.objects} />
        </section>
      </section>
      <section className="cap-right" aria-label="Caption and checks">
        <section className="panel cap-text" aria-label="Text">
          <TextHead raw={raw} words={read.words} onRaw={(on) => editor.current?.showRaw(on)} />
          <CaptionEditor
            initial={initial}
            readOnly={!editable}
            handle={editor}
            onRaw={setRaw}
            onSubmit={submission.submit}
            onChange={(text, _objects, edited) => {
              if (edited) edit(text);
            }}
            onRead={setRead}
          />
          <Hints />
        </section>
        <section className="panel cap-checks" aria-label="Checks">
          <ChecksList
            survey={read}
            onJump={(problem) => editor.current?.jump(problem)}
            onFix={editable ? (fix) => editor.current?.fix(fix) : undefined}
          />
        </section>
        <Returned
          findings={work.findings}
          plain={read.plain}
          onGo={(start, end) =>
            editor.current?.select(
              rawOffset(read.plain, read.groundings, start),
              rawOffset(read.plain, read.groundings, end),
            )
          }
        />
        {editable ? (
          <SubmitBar submission={submission} survey={read} onJump={(one) => editor.current?.jump(one)} />
        ) : (
          <ReadOnly work={work} />
        )}
      </section>
      <CaptionConflict video={video.id} onTake={(text) => editor.current?.replace(text)} />
    </div>
  );
}

/** Before the first edit of this visit, the time at which the server got the text. */
function savedSince(save: SaveState, { saved }: Caption): SaveState {
  return { ...save, savedAt: save.savedAt ?? (saved === null ? null : Date.parse(saved)) };
}

function ClipPlayer({ video }: { readonly video: Video }) {
  const playhead = usePlayhead(video.frame_count);
  usePlayerKeys(playhead);
  return (
    <div className="cap-player">
      <div className="cap-picture">
        <Picture
          playhead={playhead}
          media={video.media}
          width={video.width}
          height={video.height}
          name={`Clip ${video.number}`}
        />
      </div>
      <div className="pl-bar">
        <Transport playhead={playhead} stepKeys={["Alt ←", "Alt →"]} loopKeys={["Ctrl", "L"]} />
      </div>
      <FilmStrip playhead={playhead} stills={video.stills} />
    </div>
  );
}

function TextHead({
  raw,
  words,
  onRaw,
}: {
  readonly raw: boolean;
  readonly words: number;
  readonly onRaw: (raw: boolean) => void;
}) {
  return (
    <div className="panel-h cap-head">
      <h2>Caption</h2>
      <Segmented
        label="View"
        value={raw ? "raw" : "chips"}
        options={[
          { value: "chips", text: "Chips" },
          { value: "raw", text: <RawOption />, name: "Raw" },
        ]}
        onChange={(view) => onRaw(view === "raw")}
      />
      <span className="sp" />
      <span className="t12 f3">{counted(words, "word")}</span>
    </div>
  );
}

function RawOption() {
  return (
    <>
      Raw <Kbd keys={["Ctrl", "/"]} />
    </>
  );
}

function Hints() {
  return (
    <div className="cap-hints">
      <span>
        Select words <Kbd keys={["Shift", "→"]} />
      </span>
      <span>
        Ground <Kbd keys={["Alt", "1–9", "0"]} />
      </span>
      <span>
        Untie <Kbd keys={["Ctrl", "⌫"]} />
      </span>
      <span>
        Play while typing <Kbd keys={["Ctrl", "Space"]} />
      </span>
    </div>
  );
}

function ReadOnly({ work }: { readonly work: WorkCard }) {
  const holder = work.author && !work.mine ? `${work.author.name} writes this caption.` : "";
  return <p className="cap-submit f2">{`You can read this caption, not change it. ${holder}`}</p>;
}
