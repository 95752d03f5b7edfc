/** The open review of a clip's masks: caption and picture lit together, trust below, findings and verdict on the right. */

import { useMemo, useState } from "react";
import { useMasks } from "../../api/queries";
import type { Caption, Propagation, Track, Video, WorkCard } from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import { MaskFilm } from "../../player/maskFilm";
import { usePlayerKeys, usePlayhead } from "../../player/usePlayhead";
import { Avatar } from "../../ui/Avatar";
import { useHotkeys } from "../../ui/hotkeys";
import { useReasons } from "../reasons";
import { VerdictBar } from "../VerdictBar";
import { useVerdict } from "../verdict";
import { WorkspaceBar } from "../WorkspaceBar";
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
  const masks = useMasks(video.id, propagation.version);
  const film = useMemo(() => (masks.data ? new MaskFilm(masks.data) : null), [masks.data]);
  const reasons = useReasons(video.project, "masks");
  const [layer, setLayer] = useState<LayerName>("propagated");
  useHotkeys({ h: () => setLayer("human"), p: () => setLayer("propagated") });
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [hovered, setHovered] = useState<readonly number[]>([]);
  const { pins, draft, setDraft, add, clear, drop } = usePins();
  const waiting = propagation.state === "done" ? undefined : "Not all masks are propagated yet.";
  const unfinished = isStarted(draft) ? "Add the open finding, or clear it." : undefined;
  const verdict = useVerdict(work, video.project, pins.map(newFinding), { waiting, unfinished });
  const hover = (number: number | null) => setHovered(number === null ? [] : [number]);
  const place = (point: Point) => {
    const under = film?.trackAt(point.frame, point.x, point.y) ?? null;
    setDraft({ ...draft, point, track: under ?? draft.track });
  };
  const lit = new Set(hovered);
  return (
    <div className="rm-ws">
      <WorkspaceBar project={video.project} clip={video} work={work} place="mask-review">
        {work.author ? <span className="t12 f2 nw">{`Drawn by ${work.author.name}`}</span> : null}
        {work.author ? <Avatar name={work.author.name} /> : null}
      </WorkspaceBar>
      <section className="rm-left" aria-label="Clip">
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
          film={film}
          look={{
            hidden,
            lit: new Set(tracks.filter(({ number }) => lit.has(number)).map(({ id }) => id)),
            humanOnly: layer === "human",
          }}
          layer={layer}
          onLayer={setLayer}
          predictor={propagation.predictor}
          pins={pins}
          draft={draft}
          onPlace={place}
          onPick={(pin) => pin.point && playhead.seek(pin.point.frame)}
        />
        <Trust playhead={playhead} film={film} tracks={tracks} human={masks.data?.human ?? []} onHover={hover} />
      </section>
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
