/** The open review of a clip's masks: caption and picture lit together, trust below, findings and verdict on the right. */

import { useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { describe } from "../../api/error";
import { useRequestPropagation } from "../../api/mutations";
import { useMasks } from "../../api/queries";
import type { Caption, Propagation, Track, Video, WorkCard } from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import { timeLabel } from "../../player/frames";
import { differenceOf, masksOf, type Painted } from "../../player/layers";
import { MaskFilm } from "../../player/maskFilm";
import type { Playhead } from "../../player/playhead";
import type { Missing } from "../../player/TrustLanes";
import { usePlayerKeys, usePlayhead } from "../../player/usePlayhead";
import { Avatar } from "../../ui/Avatar";
import { type Hotkeys, useHotkeys } from "../../ui/hotkeys";
import { toast } from "../../ui/Toast";
import { MaskDoubts } from "../MaskDoubts";
import { useReasons } from "../reasons";
import { VerdictBar } from "../VerdictBar";
import { useVerdict } from "../verdict";
import { WorkspaceBar } from "../WorkspaceBar";
import { type Compare, useCompare } from "./compare";
import { Differences } from "./Differences";
import { ObjectList } from "./ObjectList";
import { PinComposer } from "./PinComposer";
import { PinList } from "./PinList";
import { PropagationState } from "./PropagationState";
import { emptyPin, isStarted, newFinding, type Pin, type Point } from "./pins";
import { type LayerName, Stage } from "./Stage";
import { Trust } from "./Trust";

type MaskReviewProps = {
  readonly work: WorkCard;
  readonly video: Video;
  readonly caption: Caption;
  readonly tracks: readonly Track[];
  readonly propagation: Propagation;
};

export function MaskReview({ work, video, caption, tracks, propagation }: MaskReviewProps) {
  const playhead = usePlayhead(video.frame_count);
  usePlayerKeys(playhead, ["keyframe"]);
  useStart(playhead);
  const masks = useMasks(video.id, propagation.version);
  const film = useMemo(() => (masks.data ? new MaskFilm(masks.data) : null), [masks.data]);
  const compare = useCompare(video.id, tracks, film);
  const reasons = useReasons(video.project, "masks");
  const [layer, setLayer] = useState<LayerName>("propagated");
  useHotkeys({ h: () => setLayer("human"), p: () => setLayer("propagated"), ...runKeys(compare) });
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [hovered, setHovered] = useState<readonly number[]>([]);
  const missing = useMissing(video.id, propagation, compare);
  const { pins, draft, setDraft, add, clear, drop } = usePins();
  const waiting = propagation.state === "done" ? undefined : "Not all masks are propagated yet.";
  const unfinished = isStarted(draft) ? "Add the open finding, or clear it." : undefined;
  const verdict = useVerdict(work, video.project, pins.map(newFinding), { waiting, unfinished });
  const hover = (number: number | null) => setHovered(number === null ? [] : [number]);
  const place = (point: Point) => {
    const under = film?.trackAt(point.frame, point.x, point.y) ?? null;
    setDraft({ ...draft, point, track: under ?? draft.track });
  };
  const askKeyframe = (track: number, frame: number) => {
    playhead.pause();
    playhead.seek(frame);
    const films = compare.view === "b" ? [compare.filmB, film] : [film, compare.filmB];
    const at = films.map((each) => each?.anchor(frame, track)).find(Boolean);
    const trust = compare.lanes.find((lane) => lane.track === track)?.trust[frame];
    const why = compare.view === "difference" ? "the runs overlap by" : "trust is";
    const text = `${ADD_HERE}: ${why} ${trust?.toFixed(2)} at frame ${frame}, ${timeLabel(frame)}.`;
    const own = draft.text.trim() !== "" && !draft.text.startsWith(ADD_HERE);
    setDraft({ ...draft, track, point: at ? { frame, ...at } : draft.point, text: own ? draft.text : text });
  };
  const lit = useMemo(() => new Set(hovered), [hovered]);
  const painted = usePainted(compare, tracks, { hidden, lit, humanOnly: layer === "human" });
  return (
    <div className="rm-ws">
      <WorkspaceBar project={video.project} clip={video} work={work} place="mask-review">
        {work.author ? <span className="t12 f2 nw">{`Drawn by ${work.author.name}`}</span> : null}
        {work.author ? <Avatar name={work.author.name} /> : null}
      </WorkspaceBar>
      <main className="rm-left" aria-label="Clip">
        <div className="rm-caption">
          <CaptionText
            plain={caption.plain ?? caption.text}
            phrases={caption.phrases}
            lit={lit}
            onHover={(ids) => setHovered((ids ?? []).map(Number))}
          />
        </div>
        <PropagationState video={video.id} propagation={propagation} />
        <Stage
          playhead={playhead}
          video={video}
          compare={compare}
          painted={painted}
          layer={layer}
          onLayer={setLayer}
          predictor={propagation.predictor}
          pins={pins}
          draft={draft}
          onPlace={place}
          onPick={(pin) => pin.point && playhead.seek(pin.point.frame)}
        />
        <Trust
          playhead={playhead}
          film={compare.view === "b" ? compare.filmB : film}
          lanes={compare.lanes}
          missing={missing}
          onHover={hover}
          onKeyframe={askKeyframe}
          title={compare.view === "difference" ? "Overlap" : "Trust"}
          note={<Differences playhead={playhead} compare={compare} />}
        />
      </main>
      <aside className="rm-right" aria-label="Verdict">
        <div className="panel-h">
          <h2>Objects</h2>
          <span className="sp" />
          <span className="f3 t12">{pins.length === 1 ? "1 finding" : `${pins.length} findings`}</span>
        </div>
        <ObjectList
          tracks={tracks}
          pins={pins}
          hidden={hidden}
          onToggle={(track) => setHidden(toggled(hidden, track))}
          onHover={hover}
        />
        <div className="hr" />
        <MaskDoubts video={video.id} onGo={(frame) => playhead.seek(frame)} />
        <PinComposer pin={draft} tracks={tracks} reasons={reasons} onChange={setDraft} onAdd={add} onClear={clear} />
        <PinList
          pins={pins}
          tracks={tracks}
          reasons={reasons}
          onGo={(pin) => pin.point && playhead.seek(pin.point.frame)}
          onDrop={drop}
        />
      </aside>
      <VerdictBar work={work} verdict={verdict} count={pins.length} />
    </div>
  );
}

/** A link from the queue opens where the masks are trusted least. */
function useStart(playhead: Playhead): void {
  const { frame } = useSearch({ from: "/signed-in/p/$project/clips/$clip/$step" });
  useEffect(() => {
    if (frame !== undefined) playhead.seek(frame);
  }, [playhead, frame]);
}

/** How a finding begins that asks for a keyframe; words of the inspector's own are never replaced. */
const ADD_HERE = "Add a keyframe here";

/** W flicks between the two runs, S shows where they differ. */
function runKeys({ b, view, setView }: Compare): Hotkeys {
  if (!b) return {};
  return { w: () => setView(view === "b" ? "a" : "b"), s: () => setView(view === "difference" ? "a" : "difference") };
}

type Seen = {
  readonly hidden: ReadonlySet<number>;
  /** Numbers of the objects that are brought forward. */
  readonly lit: ReadonlySet<number>;
  readonly humanOnly: boolean;
};

function usePainted(compare: Compare, tracks: readonly Track[], seen: Seen): Painted | null {
  const { view, filmA, filmB } = compare;
  const { hidden, lit, humanOnly } = seen;
  return useMemo(() => {
    const forward = new Set(tracks.filter(({ number }) => lit.has(number)).map(({ id }) => id));
    const look = { hidden, lit: forward, humanOnly, dashed: view === "b" };
    if (view === "difference") return filmA && filmB && differenceOf(filmA, filmB, look);
    const film = view === "b" ? filmB : filmA;
    return film && masksOf(film, look);
  }, [view, filmA, filmB, tracks, hidden, lit, humanOnly]);
}

/** Why lanes have gaps, and what can be done about it. */
function useMissing(video: number, propagation: Propagation, { view, b }: Compare): Missing {
  const request = useRequestPropagation();
  if (view === "difference") return { words: "not in both runs" };
  const { state, error, segments_done: done, segments_total: total } = view === "b" && b ? b : propagation;
  const failed = state === "failed" || error !== null;
  if (!failed && (state === "queued" || state === "running"))
    return { words: `computing, ${done} of ${total} segments done` };
  if (!failed || view === "b") return { words: failed ? "failed" : "not propagated yet" };
  const refused = (error: Error) => toast(describe(error), "failed");
  return {
    words: "failed",
    retry: () => request.mutate(video, { onError: refused }),
    busy: request.isPending,
  };
}

function usePins() {
  const [pins, setPins] = useState<readonly Pin[]>([]);
  const [draft, setDraft] = useState<Pin>(() => emptyPin(1));
  const next = () => emptyPin(Math.max(draft.id, ...pins.map(({ id }) => id)) + 1);
  return {
    pins,
    draft,
    setDraft,
    add: () => {
      setPins([...pins, draft]);
      setDraft(next());
    },
    clear: () => setDraft(emptyPin(draft.id)),
    drop: (dropped: Pin) => setPins(pins.filter(({ id }) => id !== dropped.id)),
  };
}

function toggled(set: ReadonlySet<number>, one: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}
