/** The objects of the caption on this keyframe: what is decided, what is hidden or locked, and which one is in hand. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleDashed, Eye, EyeOff, Lock, LockOpen } from "lucide-react";
import type { ReactNode } from "react";
import type { TrackList } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import type { Track } from "../../editor/document";
import { closedReason } from "../../editor/editor";
import { ObjectHistoryButton } from "../ObjectHistoryButton";
import { type CellLook, lookOf } from "./cells";
import { Keys } from "./Keys";
import { ObjectCard, type PanelProps } from "./ObjectCard";
import { Reworded } from "./Reworded";

type ObjectPanelProps = PanelProps & { readonly video: number; readonly list: TrackList };

/** The objects in the order of their digits; the one in hand shows its outlines. */
export function ObjectPanel(props: ObjectPanelProps) {
  const { editor, onAction } = props;
  const { tracks } = editor.history.present;
  const hidden = tracks.length > 0 && tracks.every(({ id }) => editor.hidden.has(id));
  return (
    <section aria-label={t`Objects`}>
      <div className="sec-h tall">
        <span className="f1">
          <Trans>Objects</Trans>
        </span>
        <span className="f3 med">
          <Trans>{tracks.length} of max 10</Trans>
        </span>
        <span className="sp" />
        <button type="button" className="plain f3 med" aria-pressed={hidden} onClick={() => onAction("hide-all")}>
          {hidden ? t`Show all` : t`Hide all`} <Keys of="hide-all" />
        </button>
      </div>
      {tracks.length === 0 && (
        <p className="chk f3">
          <Trans>The caption grounds no object. Ask its author to mark a phrase.</Trans>
        </p>
      )}
      <ul className="objs">
        {tracks.map((track) => (
          <ObjectRow key={track.id} track={track} {...props} />
        ))}
      </ul>
    </section>
  );
}

const STATES: Readonly<Record<CellLook, ReactNode>> = {
  drawn: (
    <>
      <i className="dot" /> <Trans>Drawn</Trans>
    </>
  ),
  edited: (
    <>
      <i className="dot" /> <Trans>Drawn</Trans>
    </>
  ),
  absent: t`Absent`,
  suggested: (
    <>
      <CircleDashed className="ic s12" aria-hidden /> <Trans>Suggested</Trans>
    </>
  ),
  open: t`To do`,
  computed: t`Computed`,
};

function ObjectRow(props: ObjectPanelProps & { readonly track: Track }) {
  const { track, editor, dispatch, list } = props;
  const held = list.tracks.find(({ id }) => `${id}` === track.id);
  const chosen = track.id === editor.track;
  const [hidden, locked] = [editor.hidden.has(track.id), editor.locked.has(track.id)];
  const look = lookOf(editor.history.present, { track: track.id, frame: editor.frame }, editor.suggestions);
  const names = [chosen && "ocard", editor.lit === track.id && "lit"].filter(Boolean).join(" ");
  return (
    <li
      className={names}
      onPointerEnter={() => dispatch({ type: "light", track: track.id })}
      onPointerLeave={() => dispatch({ type: "light", track: null })}
    >
      <div className={hidden ? "orow is-hidden" : "orow"}>
        <button
          type="button"
          className="pick"
          aria-pressed={chosen}
          title={track.label}
          onClick={() => dispatch({ type: "choose-track", track: track.id })}
        >
          <ObjectBadge number={track.number} size="s22" />
          <span className={chosen ? "ell semi" : "ell"}>{track.label}</span>
          <span className="st">{STATES[look]}</span>
        </button>
        <Toggle
          label={t`Hide object ${track.number}`}
          pressed={hidden}
          icon={hidden ? <EyeOff className="ic s14" aria-hidden /> : <Eye className="ic s14" aria-hidden />}
          onClick={() => dispatch({ type: "hide", track: track.id })}
        />
        <Toggle
          label={editor.closed.has(track.id) ? closedReason(track) : t`Lock object ${track.number}`}
          pressed={locked}
          icon={locked ? <Lock className="ic s14" aria-hidden /> : <LockOpen className="ic s14" aria-hidden />}
          onClick={() => dispatch({ type: "lock", track: track.id })}
        />
      </div>
      {held && <Reworded video={props.video} track={held} editable={list.editable} />}
      {chosen && <ObjectCard {...props} />}
      {chosen && <ObjectHistoryButton video={props.video} track={Number(track.id)} />}
    </li>
  );
}

function Toggle(props: { label: string; pressed: boolean; icon: ReactNode; onClick: () => void }) {
  return (
    <button
      type="button"
      className={props.pressed ? "ib on" : "ib"}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      onClick={props.onClick}
    >
      {props.icon}
    </button>
  );
}
