/** The open mask screen: layout, and which part hears of what. */

import { t } from "@lingui/core/macro";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useKeymap } from "../../api/keymap";
import { useChanges } from "../../api/review";
import type { Caption, Finding, TrackList, Video, WorkCard } from "../../api/types";
import { actionNamed } from "../../editor/actions";
import type { Editor } from "../../editor/editor";
import type { Bindings } from "../../editor/keymap";
import type { EditorStore } from "../../editor/store";
import { nextLook } from "../../player/trust";
import { CorrectedFrames } from "../CorrectedFrames";
import { Threads } from "../Threads";
import { useAddress } from "./address";
import { useAsking, useClipQuestions, useGoToQuestion } from "./ask";
import { CanvasArea } from "./CanvasArea";
import { CaptionStrip } from "./CaptionStrip";
import { ConflictDialog } from "./ConflictDialog";
import { CorrectingNote } from "./CorrectingNote";
import { returnedCells } from "./cells";
import { type Computed, useComputed, useComputedOutlines } from "./computed";
import { useCorrecting } from "./correcting";
import { DeleteDialog } from "./DeleteDialog";
import { FindingList } from "./FindingList";
import { type ClipUnder, useClipUnder } from "./film";
import { nextFinding, useFindingInView } from "./findings";
import { KeyframeChecks } from "./KeyframeChecks";
import { KeymapContext } from "./Keys";
import { KeysDialog } from "./KeysDialog";
import { useKeys } from "./keys";
import { MasksBar } from "./MasksBar";
import { ModelMasks } from "./ModelMasks";
import { ObjectPanel } from "./ObjectPanel";
import { useOpenEditor } from "./openEditor";
import { usePreview } from "./preview";
import { isIdle } from "./previewState";
import { QuestionList } from "./QuestionList";
import { RefusedList } from "./RefusedList";
import { useStills } from "./stills";
import { useSubmission } from "./submission";
import { Timeline } from "./Timeline";
import { ToolRail } from "./ToolRail";
import { useModelMasks } from "./useModelMasks";
import { useSuggestions } from "./useSuggestions";

interface WorkspaceProps {
  readonly work: WorkCard;
  readonly video: Video;
  readonly list: TrackList;
  readonly caption: Caption;
  readonly findings: readonly Finding[];
}

/** The workspace of one task; it opens its editor once. */
export function MaskWorkspace({ work, video, list, caption, findings }: WorkspaceProps) {
  const { store, sync } = useOpenEditor(video, list);
  const bindings = useKeymap();
  useAddress(store);
  const modelMasks = useModelMasks(video.id, list.editable);
  useSuggestions(video.id, store, list.editable, modelMasks.arrived);
  const editor = useSyncExternalStore(store.subscribe, store.settled);
  const stills = useStills(video.stills);
  const clip = useClipUnder(video.frame_count, store);
  const computed = useComputed(video.id, list);
  useComputedOutlines(store, computed.film, computed.propagation?.predictor ?? "");
  const previewing = usePreview(video, store, clip);
  const [trusting, setTrusting] = useState(false);
  const nextDip = useNextDip(store, computed);
  const canvas = useRef<SVGSVGElement>(null);
  const submission = useSubmission(work, video, store, list);
  const correcting = useCorrecting(work, video, store);
  const corrections = useChanges(work.id).data?.corrections ?? [];
  const act = useAct(store, canvas);
  const [help, showHelp] = useState(false);
  const openHelp = useCallback(() => showHelp(true), []);
  const asking = useAsking(
    video.id,
    caption,
    useCallback(() => canvas.current?.focus({ preventScroll: true }), []),
  );
  const questions = useClipQuestions(video.id);
  const goToQuestion = useGoToQuestion(store);
  const ask = list.editable && !correcting.on ? asking.toggle : undefined;
  const submit = correcting.on ? correcting.back : submission.submit;
  const [finding, goToFinding] = useFindingInView(findings, store);
  useScreenKeys(store, bindings, clip, {
    "?": openHelp,
    "Ctrl+Enter": submit,
    F8: () => goToFinding(nextFinding(findings, finding)),
    W: () => ask?.(),
    ...(previewing.preview.is !== "none" && isIdle(editor) ? { Escape: previewing.dismiss } : {}),
    "Ctrl+E": previewing.ask,
    "Shift+G": modelMasks.ask,
    "Shift+P": clip.toggle,
    "Shift+M": nextDip,
    "Shift+T": () => setTrusting(!trusting && computed.film !== null),
  });
  const returned = useMemo(() => returnedCells(findings, list), [findings, list]);
  const panel = { editor, dispatch: store.dispatch };
  const shown = { ...shownOf(editor), dispatch: store.dispatch };
  return (
    <KeymapContext value={bindings}>
      <div className="masks">
        <MasksBar {...{ work, video, list, editor, submission, correcting }} onAction={act} onHelp={openHelp} />
        <CorrectingNote work={work} correcting={correcting} />
        <CaptionStrip caption={caption} {...panel} onAsk={ask} />
        <ToolRail editor={editor} onAction={act} />
        <CanvasArea
          {...{ store, canvas, video, stills, findings, caption, asking, questions, clip }}
          film={computed.film}
          previewing={previewing}
          finding={finding?.id ?? null}
          onFinding={goToFinding}
          onAction={act}
        />
        <aside className="side" aria-label={t`Objects and findings`}>
          <FindingList findings={findings} open={finding?.id ?? null} onGo={goToFinding} />
          <RefusedList video={video} sync={sync} list={list} {...panel} />
          <CorrectedFrames
            corrections={corrections}
            onGo={({ track, frame }) => store.dispatch({ type: "go", frame, track: `${track}` })}
          />
          <ModelMasks masks={modelMasks} editor={editor} onAction={act} />
          <ObjectPanel {...panel} video={video.id} list={list} onAction={act} />
          <QuestionList questions={questions} onGo={goToQuestion} />
          <Threads video={video.id} step="masks" onGo={goToQuestion} />
          <KeyframeChecks {...shown} locked={editor.locked} editable={editor.editable} />
        </aside>
        <Timeline
          {...shown}
          lit={editor.lit}
          returned={returned}
          stills={video.stills}
          loaded={stills}
          seconds={video.seconds}
          frameCount={video.frame_count}
          {...{ computed, trusting }}
          onTrusting={setTrusting}
          onNextDip={nextDip}
          playhead={clip.playhead}
          running={clip.running}
          onPlay={clip.toggle}
          onPreview={previewing.ask}
          previewBusy={previewing.preview.is === "asked"}
          editable={editor.editable}
          onAction={act}
        />
        {help && <KeysDialog onClose={() => showHelp(false)} />}
        <DeleteDialog {...panel} />
        <ConflictDialog video={video} store={store} sync={sync} />
      </div>
    </KeymapContext>
  );
}

/** What both the matrix and the list of what is left show. */
function shownOf({ history, frame, track, suggestions, size }: Editor) {
  return { present: history.present, frame, track, suggested: suggestions, size };
}

/** The keyboard of the screen: what it answers to itself, then the table of actions. A running clip stops first. */
function useScreenKeys(
  store: EditorStore,
  bindings: Bindings,
  clip: ClipUnder,
  keys: Readonly<Record<string, () => void>>,
): void {
  const latest = useRef({ clip, keys });
  useEffect(() => {
    latest.current = { clip, keys };
  });
  const screen = useCallback((combination: string) => {
    const act = latest.current.keys[combination];
    if (act) act();
    else latest.current.clip.halt();
    return act !== undefined;
  }, []);
  useKeys(store, bindings, screen);
}

/** Goes where what is computed is trusted least, dip by dip. */
function useNextDip(store: EditorStore, { lanes }: Computed): () => void {
  return useCallback(() => {
    const look = nextLook(lanes, store.state().frame);
    if (look) store.dispatch({ type: "go", frame: look.frame, track: `${look.track}` });
  }, [store, lanes]);
}

/** Does what the table of actions says, and gives the focus to the picture, where the next key belongs. */
function useAct(store: EditorStore, canvas: RefObject<SVGSVGElement | null>): (name: string) => void {
  return useCallback(
    (name) => {
      for (const event of actionNamed(name)?.run(store.state()) ?? []) store.dispatch(event);
      canvas.current?.focus({ preventScroll: true });
    },
    [store, canvas],
  );
}
