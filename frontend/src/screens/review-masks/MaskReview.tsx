/** The open review of a clip's masks: caption and picture lit together, trust below, findings and verdict on the right. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Brush, Eye, EyeOff } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { describe } from "../../api/error";
import { useRequestPropagation } from "../../api/mutations";
import { useMasks } from "../../api/queries";
import { partOf, useChanges, useDrafts } from "../../api/review";
import type {
  Caption,
  ChangedTrack,
  Changes,
  GivenVerdict,
  Propagation,
  Thread,
  Track,
  Video,
  WorkCard,
} from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import { timeLabel } from "../../player/frames";
import { differenceOf, masksOf, type Painted } from "../../player/layers";
import { MaskFilm } from "../../player/maskFilm";
import type { Playhead } from "../../player/playhead";
import type { Missing } from "../../player/TrustLanes";
import { usePlayerKeys, usePlayhead } from "../../player/usePlayhead";
import { Avatar } from "../../ui/Avatar";
import { Button, IconButton } from "../../ui/Button";
import { type Hotkeys, useHotkeys } from "../../ui/hotkeys";
import { toast } from "../../ui/Toast";
import { CorrectedFrames } from "../CorrectedFrames";
import { type Judging, tallied, useJudging } from "../judging";
import { MaskDoubts } from "../MaskDoubts";
import { useReasons } from "../reasons";
import { Threads } from "../Threads";
import { VerdictBar } from "../VerdictBar";
import { VerdictList } from "../VerdictList";
import { useVerdict } from "../verdict";
import { WorkspaceBar } from "../WorkspaceBar";
import { BlindCard, BlindList } from "./BlindTest";
import { useBlind } from "./blind";
import { type Compare, useCompare } from "./compare";
import { Differences } from "./Differences";
import { DraftLayer } from "./DraftLayer";
import { PinComposer } from "./PinComposer";
import { PinList } from "./PinList";
import { PropagationState } from "./PropagationState";
import { emptyPin, isStarted, newFinding, type Pin, type Point } from "./pins";
import { Outlines, Since, useFirstChange } from "./Since";
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
  const changes = useChanges(work.id).data;
  const asked = useStart(playhead);
  useFirstChange(playhead, changes, asked === undefined);
  const [comparing, setComparing] = useState(false);
  const { changed, same } = useMemo(() => keysOf(changes), [changes]);
  const judging = useJudging(work, changed);
  const masks = useMasks(video.id, propagation.version);
  const film = useMemo(() => (masks.data ? new MaskFilm(masks.data) : null), [masks.data]);
  const compare = useCompare(video.id, tracks, film);
  const reasons = useReasons(video.project, "masks");
  const [layer, setLayer] = useState<LayerName>("propagated");
  useHotkeys({
    h: () => setLayer("human"),
    p: () => setLayer("propagated"),
    m: () => setLayer("model"),
    ...runKeys(compare),
  });
  const correction = useCorrection(work, playhead, judging);
  const drafts = useDrafts(video.id).data?.drafts ?? [];
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [hovered, setHovered] = useState<readonly number[]>([]);
  const missing = useMissing(video.id, propagation, compare);
  const { pins, draft, setDraft, add, clear, drop } = usePins();
  const waiting = propagation.state === "done" ? undefined : t`Not all masks are propagated yet.`;
  const unfinished = isStarted(draft) ? t`Add the open finding, or clear it.` : undefined;
  const verdict = useVerdict(work, video.project, pins.map(newFinding), judging, { waiting, unfinished });
  const hover = (number: number | null) => setHovered(number === null ? [] : [number]);
  const blind = useBlind(work, playhead);
  const place = (point: Point) => {
    if (blind.on) return blind.click(point);
    const under = film?.trackAt(point.frame, point.x, point.y) ?? null;
    const rejecting = judging.rows.some(({ track, verdict }) => track === draft.track && verdict === "rejected");
    setDraft({ ...draft, point, track: rejecting ? draft.track : (under ?? draft.track) });
  };
  const askKeyframe = (track: number, frame: number) => {
    playhead.pause();
    playhead.seek(frame);
    const films = compare.view === "b" ? [compare.filmB, film] : [film, compare.filmB];
    const at = films.map((each) => each?.anchor(frame, track)).find(Boolean);
    const trust = compare.lanes.find((lane) => lane.track === track)?.trust[frame];
    const [value, time] = [trust?.toFixed(2) ?? "", timeLabel(frame)];
    const text =
      compare.view === "difference"
        ? t`${ADD_HERE}: the runs overlap by ${value} at frame ${frame}, ${time}.`
        : t`${ADD_HERE}: trust is ${value} at frame ${frame}, ${time}.`;
    const own = draft.text.trim() !== "" && !draft.text.startsWith(ADD_HERE);
    setDraft({ ...draft, track, point: at ? { frame, ...at } : draft.point, text: own ? draft.text : text });
  };
  const find = (row: GivenVerdict) => tracks.find(({ id }) => id === row.track);
  const compose = (pin: Pin) => {
    const row = judging.rows.find(({ track }) => track === pin.track);
    if (row?.verdict === "rejected" && pin.reason && pin.reason !== draft.reason) judging.reject(row, pin.reason);
    setDraft(pin);
  };
  const addFinding = () => {
    if (draft.track !== null) judging.reject({ track: draft.track, start: null, end: null }, draft.reason);
    add();
  };
  const goTo = ({ frame }: Pick<Thread, "frame">) => {
    if (frame === null) return;
    playhead.pause();
    playhead.seek(frame);
  };
  const lit = useMemo(() => new Set(hovered), [hovered]);
  const painted = usePainted(compare, tracks, { hidden, lit, humanOnly: layer === "human" });
  return (
    <div className="rm-ws">
      <WorkspaceBar project={video.project} clip={video} work={work} place="mask-review">
        {work.author ? <span className="t12 f2 nw">{t`Drawn by ${work.author.name}`}</span> : null}
        {work.author ? <Avatar name={work.author.name} /> : null}
        {work.can.review ? (
          <Button icon={Brush} keys={["E"]} blocked={correction.blocked} onClick={correction.begin}>
            <Trans>Correct</Trans>
          </Button>
        ) : null}
      </WorkspaceBar>
      <main className="rm-left" aria-label={t`Clip`}>
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
          painted={layer === "model" || blind.on ? null : painted}
          layer={layer}
          onLayer={setLayer}
          predictor={propagation.predictor}
          pins={blind.on ? [] : pins}
          draft={draft}
          onPlace={place}
          onPick={(pin) => pin.point && playhead.seek(pin.point.frame)}
        >
          <BlindCard blind={blind} />
          {layer === "model" && !blind.on ? (
            <DraftLayer playhead={playhead} drafts={drafts} width={video.width} height={video.height} />
          ) : null}
          {comparing && changes && !blind.on ? (
            <Outlines playhead={playhead} changes={changes} width={video.width} height={video.height} />
          ) : null}
        </Stage>
        <Trust
          playhead={playhead}
          film={compare.view === "b" ? compare.filmB : film}
          lanes={compare.lanes}
          missing={missing}
          onHover={hover}
          onKeyframe={askKeyframe}
          title={compare.view === "difference" ? t`Overlap` : t`Trust`}
          note={<Differences playhead={playhead} compare={compare} />}
        />
      </main>
      <aside className="rm-right" aria-label={t`Verdict`}>
        <div className="panel-h">
          <h2>
            <Trans>Verdict per object</Trans>
          </h2>
          <span className="sp" />
          <span className="f3 t12">{t`${tracks.length - tallied(judging.rows).open} of ${tracks.length} decided`}</span>
        </div>
        <VerdictList
          label={t`Objects`}
          judging={judging}
          same={same}
          onReject={(row) => setDraft({ ...draft, track: row.track })}
          onHover={(row) => hover(row ? (find(row)?.number ?? null) : null)}
          side={(row) => (
            <Visibility track={find(row)} hidden={hidden} onToggle={(track) => setHidden(toggled(hidden, track))} />
          )}
        />
        {changes ? (
          <Since changes={changes} playhead={playhead} comparing={comparing} onCompare={setComparing} />
        ) : null}
        <CorrectedFrames corrections={changes?.corrections ?? []} onGo={goTo} />
        <div className="hr" />
        <PinComposer
          work={work}
          pin={draft}
          tracks={tracks}
          reasons={reasons}
          onChange={compose}
          onSaid={() => setDraft((now) => ({ ...now, text: "", point: null }))}
          onAdd={addFinding}
          onClear={clear}
        />
        <MaskDoubts video={video.id} onGo={(frame) => playhead.seek(frame)} />
        <PinList
          pins={pins}
          tracks={tracks}
          reasons={reasons}
          onGo={(pin) => pin.point && playhead.seek(pin.point.frame)}
          onDrop={drop}
        />
        <BlindList blind={blind} />
        <Threads video={video.id} step="masks" onGo={goTo} />
      </aside>
      <VerdictBar
        work={work}
        verdict={verdict}
        count={pins.length}
        tally={tallied(judging.rows)}
        corrected={(changes?.corrections ?? []).length > 0}
      />
    </div>
  );
}

type VisibilityProps = {
  readonly track: Track | undefined;
  readonly hidden: ReadonlySet<number>;
  readonly onToggle: (track: number) => void;
};

function Visibility({ track, hidden, onToggle }: VisibilityProps) {
  if (!track) return null;
  const off = hidden.has(track.id);
  return (
    <IconButton
      size="sm"
      label={off ? t`Show object ${track.number}` : t`Hide object ${track.number}`}
      icon={off ? EyeOff : Eye}
      aria-pressed={off}
      onClick={() => onToggle(track.id)}
    />
  );
}

/** The objects that the last round changed and those that it left, by their verdict's key; none in a first round. */
function keysOf(changes: Changes | undefined) {
  const keys = (wanted: (change: ChangedTrack["change"]) => boolean) =>
    new Set(
      (changes?.tracks ?? []).flatMap(({ track, change }) => (wanted(change) ? [partOf({ track, start: null })] : [])),
    );
  return { changed: keys((change) => change !== "same"), same: keys((change) => change === "same") };
}

/** The way to the author's screen, where a reviewer draws on what they see now. */
function useCorrection(work: WorkCard, playhead: Playhead, judging: Judging) {
  const navigate = useNavigate({ from: "/p/$project/clips/$clip/$step" });
  const blocked = work.can.correct ? undefined : t`You wrote this clip's caption, or this is a second annotation.`;
  const begin = () => {
    playhead.pause();
    const object = Number(judging.focused?.ids[0]);
    const search = { correct: true as const, frame: playhead.state().frame, ...(object >= 0 && { object }) };
    void judging.settled().then(() => navigate({ to: ".", search }));
  };
  useHotkeys(blocked === undefined ? { e: begin } : {});
  return { blocked, begin };
}

/** A link from the queue opens where the masks are trusted least; gives that frame. */
function useStart(playhead: Playhead): number | undefined {
  const { frame } = useSearch({ from: "/signed-in/p/$project/clips/$clip/$step" });
  useEffect(() => {
    if (frame !== undefined) playhead.seek(frame);
  }, [playhead, frame]);
  return frame;
}

/** How a finding begins that asks for a keyframe; words of the inspector's own are never replaced. */
const ADD_HERE = t`Add a keyframe here`;

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
  if (view === "difference") return { words: t`not in both runs` };
  const { state, error, segments_done: done, segments_total: total } = view === "b" && b ? b : propagation;
  const failed = state === "failed" || error !== null;
  if (!failed && (state === "queued" || state === "running"))
    return { words: t`computing, ${done} of ${total} segments done` };
  if (!failed || view === "b") return { words: failed ? t`failed` : t`not propagated yet` };
  const refused = (error: Error) => toast(describe(error), "failed");
  return {
    words: t`failed`,
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
