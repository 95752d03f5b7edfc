/** The open mask screen: layout, and which part hears of what. */

import { type RefObject, useCallback, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useKeymap } from "../../api/keymap";
import type { Caption, Finding, TrackList, Video, WorkCard } from "../../api/types";
import { actionNamed } from "../../editor/actions";
import type { Editor } from "../../editor/editor";
import type { Bindings } from "../../editor/keymap";
import type { EditorStore } from "../../editor/store";
import { useAddress } from "./address";
import { useAsking, useClipQuestions, useGoToQuestion } from "./ask";
import { CanvasArea } from "./CanvasArea";
import { CaptionStrip } from "./CaptionStrip";
import { ConflictDialog } from "./ConflictDialog";
import { returnedCells } from "./cells";
import { DeleteDialog } from "./DeleteDialog";
import { FindingList } from "./FindingList";
import { nextFinding, useFindingInView } from "./findings";
import { KeyframeChecks } from "./KeyframeChecks";
import { KeymapContext } from "./Keys";
import { KeysDialog } from "./KeysDialog";
import { useKeys } from "./keys";
import { MasksBar } from "./MasksBar";
import { ObjectPanel } from "./ObjectPanel";
import { useOpenEditor } from "./openEditor";
import { QuestionList } from "./QuestionList";
import { RefusedList } from "./RefusedList";
import { useStills } from "./stills";
import { useSubmission } from "./submission";
import { Timeline } from "./Timeline";
import { ToolRail } from "./ToolRail";
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
  useSuggestions(video.id, store, list.editable);
  const editor = useSyncExternalStore(store.subscribe, store.settled);
  const stills = useStills(video.stills);
  const canvas = useRef<SVGSVGElement>(null);
  const submission = useSubmission(work, video, store, list);
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
  const ask = list.editable ? asking.toggle : undefined;
  const submit = submission.submit;
  const { finding, goToFinding } = useScreenKeys({ store, bindings, findings, submit, openHelp, ask });
  const returned = useMemo(() => returnedCells(findings, list), [findings, list]);
  const panel = { editor, dispatch: store.dispatch };
  const shown = { ...shownOf(editor), dispatch: store.dispatch };
  return (
    <KeymapContext value={bindings}>
      <div className="masks">
        <MasksBar {...{ work, video, list, editor, submission }} onAction={act} onHelp={openHelp} />
        <CaptionStrip caption={caption} {...panel} onAsk={ask} />
        <ToolRail editor={editor} onAction={act} />
        <CanvasArea
          {...{ store, canvas, video, stills, findings, caption, asking, questions }}
          finding={finding?.id ?? null}
          onFinding={goToFinding}
          onAction={act}
        />
        <aside className="side" aria-label="Objects and findings">
          <FindingList findings={findings} open={finding?.id ?? null} onGo={goToFinding} />
          <RefusedList video={video} sync={sync} list={list} {...panel} />
          <ObjectPanel {...panel} video={video.id} list={list} onAction={act} />
          <QuestionList questions={questions} onGo={goToQuestion} />
          <KeyframeChecks {...shown} locked={editor.locked} editable={editor.editable} />
        </aside>
        <Timeline
          {...shown}
          lit={editor.lit}
          returned={returned}
          stills={video.stills}
          loaded={stills}
          seconds={video.seconds}
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

/** The keyboard of the screen: the table of actions, and what the screen itself answers to. */
function useScreenKeys(parts: {
  readonly store: EditorStore;
  readonly bindings: Bindings;
  readonly findings: readonly Finding[];
  readonly submit: () => void;
  readonly openHelp: () => void;
  readonly ask: (() => void) | undefined;
}) {
  const { store, bindings, findings, submit, openHelp, ask } = parts;
  const [finding, goToFinding] = useFindingInView(findings, store);
  const next = useCallback(() => goToFinding(nextFinding(findings, finding)), [goToFinding, findings, finding]);
  const extra = useMemo(
    () => ({ onHelp: openHelp, onSubmit: submit, onNextFinding: next, onAsk: () => ask?.() }),
    [openHelp, submit, next, ask],
  );
  useKeys(store, bindings, extra);
  return { finding, goToFinding };
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
