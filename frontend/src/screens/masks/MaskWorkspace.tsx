/** The open mask screen: layout, and which part hears of what. */

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { ApiError, describe } from "../../api/error";
import { useSubmit } from "../../api/mutations";
import { keyframeKey, keyframesPrefix, outbox, useSaveState, useUndecided } from "../../api/saving";
import type { Caption, Finding, TrackList, Video, WorkCard } from "../../api/types";
import { actionNamed } from "../../editor/actions";
import { openCells } from "../../editor/completeness";
import { cellAt } from "../../editor/document";
import { openEditor } from "../../editor/editor";
import { EditorStore } from "../../editor/store";
import { toast } from "../../ui/Toast";
import { WorkspaceBar } from "../WorkspaceBar";
import { CanvasArea } from "./CanvasArea";
import { CaptionStrip } from "./CaptionStrip";
import { ConflictDialog } from "./ConflictDialog";
import { FindingList } from "./FindingList";
import { HelpDialog } from "./HelpDialog";
import { KeyframeSync } from "./keyframeSync";
import { useKeys } from "./keys";
import { MasksControls } from "./MasksControls";
import { ObjectPanel } from "./ObjectPanel";
import { annotationOf } from "./opening";
import { RefusedList } from "./RefusedList";
import { useStills } from "./stills";
import { Timeline } from "./Timeline";
import { ToolRail } from "./ToolRail";

interface WorkspaceProps {
  readonly work: WorkCard;
  readonly video: Video;
  readonly list: TrackList;
  readonly caption: Caption;
  readonly findings: readonly Finding[];
}

export function MaskWorkspace({ work, video, list, caption, findings }: WorkspaceProps) {
  const { store, sync } = useOpenEditor(video, list);
  const editor = useSyncExternalStore(store.subscribe, store.settled);
  const stills = useStills(video.stills);
  const canvas = useRef<SVGSVGElement>(null);
  const [help, setHelp] = useState(false);
  const [finding, goToFinding] = useFindingInView(findings, store);
  const submission = useSubmission(work, video, store);
  const save = useSaveState(keyframesPrefix(video.id));
  const undecided = useUndecided(keyframesPrefix(video.id));
  const conflict = undecided.find((document) => document.status === "conflict");
  const act = useCallback(
    (name: string) => {
      for (const event of actionNamed(name)?.run(store.state()) ?? []) store.dispatch(event);
      canvas.current?.focus({ preventScroll: true });
    },
    [store],
  );
  const extra = useMemo(
    () => ({
      onHelp: () => setHelp(true),
      onSubmit: submission.submit,
      onNextFinding: () => goToFinding(nextFinding(findings, finding)),
    }),
    [submission.submit, goToFinding, findings, finding],
  );
  useKeys(store, extra);
  const conflictPlace = conflict && sync.placeOf(conflict.key);
  return (
    <div className="masks">
      <WorkspaceBar project={video.project} clip={video} work={work} place="masks" save={save}>
        <MasksControls
          editor={editor}
          openCount={submission.openCount}
          busy={submission.busy}
          blocked={submission.blocked}
          onUndo={() => act("undo")}
          onFirstOpen={() => act("next-open")}
          onSubmit={submission.submit}
          onHelp={() => setHelp(true)}
        />
      </WorkspaceBar>
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
        <RefusedList documents={undecided} sync={sync} list={list} editor={editor} dispatch={store.dispatch} />
        <ObjectPanel editor={editor} dispatch={store.dispatch} onAction={act} />
      </aside>
      <Timeline
        present={editor.history.present}
        frame={editor.frame}
        track={editor.track}
        size={editor.size}
        dispatch={store.dispatch}
        stills={video.stills}
        loaded={stills}
        seconds={video.seconds}
        onAction={act}
      />
      {help && <HelpDialog onClose={() => setHelp(false)} />}
      {conflict && conflictPlace && (
        <ConflictDialog
          key={conflict.key}
          conflict={conflict}
          place={conflictPlace}
          track={editor.history.present.tracks.find((track) => track.id === conflictPlace.track)}
          mine={cellAt(editor.history.present, conflictPlace)}
          still={video.stills.find((one) => one.frame === conflictPlace.frame)}
          size={editor.size}
          onMine={() => void sync.keepMine(conflict.key)}
          onTheirs={() => void sync.takeTheirs(conflict.key)}
        />
      )}
    </div>
  );
}

/** The editor, opened once; later lists only bring in what others changed. */
function useOpenEditor(video: Video, list: TrackList): { store: EditorStore; sync: KeyframeSync } {
  const { frame } = useSearch({ from: "/signed-in/work/$work" });
  const [opened] = useState(() => {
    const draftAt = (place: { track: string; frame: number }) =>
      outbox().draft(keyframeKey(video.id, Number(place.track), place.frame));
    const size = { width: video.width, height: video.height };
    const store = new EditorStore(openEditor(annotationOf(list, draftAt), size, list.editable));
    if (frame !== undefined && list.frames.includes(frame)) store.dispatch({ type: "go", frame });
    return { store, sync: new KeyframeSync({ video: video.id, store, outbox: outbox(), opened: list }) };
  });
  useEffect(() => opened.sync.start(), [opened]);
  useEffect(() => {
    opened.sync.merge(list);
    opened.store.dispatch({ type: "editable", editable: list.editable });
  }, [opened, list]);
  return opened;
}

function useFindingInView(findings: readonly Finding[], store: EditorStore) {
  const [id, setId] = useState<number | null>(null);
  const go = useCallback(
    (finding: Finding | null) => {
      setId(finding?.id ?? null);
      if (finding?.frame == null) return;
      const track = finding.track === null ? undefined : `${finding.track}`;
      store.dispatch({ type: "go", frame: finding.frame, track });
    },
    [store],
  );
  return [findings.find((finding) => finding.id === id) ?? null, go] as const;
}

function nextFinding(findings: readonly Finding[], from: Finding | null): Finding | null {
  const at = findings.findIndex((finding) => finding.id === from?.id);
  return findings[(at + 1) % Math.max(findings.length, 1)] ?? null;
}

/** Submitting: why not yet, and what happens when the server says no. */
function useSubmission(work: WorkCard, video: Video, store: EditorStore) {
  const { mutate, isPending } = useSubmit();
  const navigate = useNavigate();
  const save = useSaveState(keyframesPrefix(video.id));
  const present = useSyncExternalStore(store.subscribe, () => store.state().history.present);
  const openCount = useMemo(() => openCells(present).length, [present]);
  const blocked = reasonAgainst(openCount, work, save.status);
  const [sending, setSending] = useState(false);
  const submit = useCallback(async () => {
    if (blocked !== undefined || isPending || sending) return;
    setSending(true);
    await outbox().flush();
    setSending(false);
    if (isWaiting(video.id)) {
      toast("Not everything is saved yet, so nothing was submitted. Try again in a moment.", "failed");
      return;
    }
    mutate(work.id, {
      onSuccess: () => void navigate({ to: "/p/$project/queue", params: { project: video.project } }),
      onError: (error) => {
        toast(describe(error), "failed");
        const first = error instanceof ApiError && error.code === "masks_incomplete" ? firstOpen(error) : null;
        if (first) store.dispatch({ type: "go", frame: first.frame, track: `${first.track}` });
      },
    });
  }, [blocked, isPending, sending, mutate, work.id, video.id, video.project, navigate, store]);
  return { openCount, blocked, busy: isPending || sending, submit: () => void submit() };
}

/** Whether a keyframe of the video is kept here and not yet at the server. */
function isWaiting(video: number): boolean {
  return [...outbox().state().documents.keys()].some((key) => key.startsWith(keyframesPrefix(video)));
}

function reasonAgainst(open: number, work: WorkCard, status: string): string | undefined {
  if (open > 0) return `${open === 1 ? "1 cell is" : `${open} cells are`} neither drawn nor absent`;
  if (status === "conflict") return "Somebody changed a keyframe too: choose a version first";
  if (status === "refused") return "The server refused a keyframe: see the list on the right";
  if (status === "offline") return "The server does not answer; what you drew is kept here";
  return work.can.submit ? undefined : "This work is not yours to submit now";
}

function firstOpen(error: ApiError): { track: number; frame: number } | null {
  const open = error.fields.open;
  return Array.isArray(open) ? ((open[0] as { track: number; frame: number } | undefined) ?? null) : null;
}
