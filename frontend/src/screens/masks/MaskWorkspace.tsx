/** The open mask screen: layout, and which part hears of what. */

import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useKeymap } from "../../api/keymap";
import type { Caption, Finding, TrackList, Video, WorkCard } from "../../api/types";
import { actionNamed } from "../../editor/actions";
import { useAddress } from "./address";
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
  const [help, setHelp] = useState(false);
  const showHelp = useCallback(() => setHelp(true), []);
  const [finding, goToFinding] = useFindingInView(findings, store);
  const submission = useSubmission(work, video, store);
  const act = useCallback(
    (name: string) => {
      for (const event of actionNamed(name)?.run(store.state()) ?? []) store.dispatch(event);
      canvas.current?.focus({ preventScroll: true });
    },
    [store],
  );
  const extra = useMemo(
    () => ({
      onHelp: showHelp,
      onSubmit: submission.submit,
      onNextFinding: () => goToFinding(nextFinding(findings, finding)),
    }),
    [showHelp, submission.submit, goToFinding, findings, finding],
  );
  useKeys(store, bindings, extra);
  const returned = useMemo(() => returnedCells(findings, list), [findings, list]);
  const { present } = editor.history;
  return (
    <KeymapContext value={bindings}>
      <div className="masks">
        <MasksBar
          work={work}
          video={video}
          list={list}
          editor={editor}
          submission={submission}
          onAction={act}
          onHelp={showHelp}
        />
        <CaptionStrip caption={caption} editor={editor} dispatch={store.dispatch} />
        <ToolRail editor={editor} onAction={act} />
        <CanvasArea
          store={store}
          canvas={canvas}
          video={video}
          stills={stills}
          findings={findings}
          finding={finding?.id ?? null}
          onFinding={goToFinding}
          onAction={act}
        />
        <aside className="side" aria-label="Objects and findings">
          <FindingList findings={findings} open={finding?.id ?? null} onGo={goToFinding} />
          <RefusedList video={video} sync={sync} list={list} editor={editor} dispatch={store.dispatch} />
          <ObjectPanel editor={editor} dispatch={store.dispatch} onAction={act} />
          <KeyframeChecks
            present={present}
            frame={editor.frame}
            track={editor.track}
            size={editor.size}
            suggested={editor.suggestions}
            locked={editor.locked}
            editable={editor.editable}
            dispatch={store.dispatch}
          />
        </aside>
        <Timeline
          present={present}
          frame={editor.frame}
          track={editor.track}
          lit={editor.lit}
          suggested={editor.suggestions}
          returned={returned}
          size={editor.size}
          dispatch={store.dispatch}
          stills={video.stills}
          loaded={stills}
          seconds={video.seconds}
          onAction={act}
        />
        {help && <KeysDialog onClose={() => setHelp(false)} />}
        <DeleteDialog editor={editor} dispatch={store.dispatch} />
        <ConflictDialog video={video} store={store} sync={sync} />
      </div>
    </KeymapContext>
  );
}
