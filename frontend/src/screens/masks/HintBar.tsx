/** What the hand can do now, or why something did not happen. Only keys that work are shown. */

import { t } from "@lingui/core/macro";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { actionNamed } from "../../editor/actions";
import { isKeyframe } from "../../editor/document";
import { currentTrack, type Editor, refusal, suggestionHere, visibleShape } from "../../editor/editor";
import type { PolygonState } from "../../editor/tools/polygon";
import type { RetraceState } from "../../editor/tools/retrace";
import { Keys } from "./Keys";

/** The bar at the foot of the picture. */
export function HintBar({ editor, running }: { editor: Editor; running: boolean }) {
  const track = currentTrack(editor);
  return (
    <div className={editor.notice ? "float hint warned" : "float hint"} data-theme="dark">
      {track && <ObjectBadge number={track.number} onVideo silent />}
      <span className="sr" role="status">
        {editor.notice ?? ""}
      </span>
      {editor.notice ? <span aria-hidden="true">{editor.notice}</span> : <Hints editor={editor} running={running} />}
    </div>
  );
}

/** What is done, what comes of it, and how: a gesture in `hold`, or the key of an action. */
interface Hint {
  readonly does: string;
  readonly hold?: string;
  readonly key?: string;
  readonly how?: string;
}

function Hints({ editor, running }: { editor: Editor; running: boolean }) {
  return (running ? RUNNING : hintsOf(editor))
    .filter(({ key }) => key === undefined || actionNamed(key)?.when(editor))
    .map(({ does, hold, key, how }) => (
      <span key={`${how} ${does}`}>
        {hold && <kbd>{hold}</kbd>}
        {key && <Keys of={key} />}
        {how} <b>{does}</b>
      </span>
    ));
}

const RUNNING: readonly Hint[] = [
  { does: t`stop here`, hold: "Shift P" },
  { how: t`Any key`, does: t`stop and go on from here` },
];
const DRAW: Hint = { does: t`draw`, key: "polygon" };
const HERE: Hint = { does: t`keyframe from the computed mask`, key: "start-keyframe" };
const UNDO: Hint = { does: t`undo`, key: "undo" };
const GIVE_UP: Hint = { does: t`let go`, key: "cancel" };

function hintsOf(editor: Editor): readonly Hint[] {
  const { tool } = editor;
  if (!editor.editable) return [{ does: t`This round is read-only.` }];
  switch (tool.tool) {
    case "hand":
      return [
        { how: t`Drag`, does: t`pan` },
        { does: t`select`, key: "select" },
      ];
    case "polygon":
      return outlining(tool);
    case "brush":
      return [
        { how: t`Drag`, does: tool.kind === "eraser" ? t`erase` : t`paint` },
        { does: t`smaller, ${Math.round(editor.radius)} px now`, key: "smaller" },
        { does: t`larger`, key: "larger" },
        GIVE_UP,
      ];
    case "retrace":
      return retracing(tool);
    case "slice":
      return [{ how: t`Click on both sides`, does: t`draw the cut` }, { does: t`slice`, key: "finish" }, GIVE_UP];
    case "join":
      return [{ how: t`Click`, does: t`the two parts to join` }, GIVE_UP];
    case "magic":
      return [
        { how: t`Click`, does: t`this is it` },
        { how: t`click`, hold: "Alt", does: t`this is not` },
        { how: t`Drag`, does: t`a box` },
        { does: t`last click`, key: "take-back" },
        { does: t`accept`, key: "accept" },
        GIVE_UP,
      ];
    case "refine":
      return [
        { does: t`less`, key: "smaller" },
        { does: t`more`, key: "larger" },
        { does: t`take it`, key: "finish" },
        { does: t`leave it`, key: "cancel" },
      ];
    default:
      return selecting(editor);
  }
}

function outlining({ points, purpose }: PolygonState): readonly Hint[] {
  if (points.length === 0) {
    return [
      { how: t`Click`, does: purpose === "hole" ? t`start the hole` : t`start the outline` },
      { how: t`Press and drag`, does: t`trace` },
      GIVE_UP,
    ];
  }
  return [
    { how: t`Click`, does: t`add a point` },
    { does: t`take one back`, key: "take-back" },
    { does: t`close`, key: "finish" },
    { does: t`follow the neighbour`, key: "share-border" },
    { does: t`give up`, key: "cancel" },
  ];
}

function retracing({ points }: RetraceState): readonly Hint[] {
  if (points.length === 0) {
    return [{ how: t`Click or press the outline`, does: t`begin where it stops being right` }, GIVE_UP];
  }
  return [
    { how: t`Click or drag`, does: t`draw it anew` },
    { how: t`Click the outline`, does: t`end` },
    { how: t`click`, hold: "Alt", does: t`keep the nearer side` },
    { how: t`click`, hold: "Shift", does: t`a point beside it` },
    { does: t`take one back`, key: "take-back" },
    { does: t`give up`, key: "cancel" },
  ];
}

function selecting(editor: Editor): readonly Hint[] {
  const reason = refusal(editor);
  if (reason) return [{ does: reason }];
  if (suggestionHere(editor)) {
    return [{ does: t`accept and edit`, key: "accept" }, { does: t`dismiss`, key: "cancel" }, DRAW, UNDO];
  }
  if (visibleShape(editor).length === 0) {
    return [
      ...(isKeyframe(editor.history.present, editor.frame) ? [] : [HERE]),
      DRAW,
      { does: t`paint`, key: "brush" },
      { does: t`click to mask`, key: "magic" },
      { does: t`start from neighbour`, key: "start-from-neighbour" },
      { does: t`absent here`, key: "absent" },
      UNDO,
    ];
  }
  return [
    { how: t`Drag`, does: t`vertex` },
    { how: t`Drag midpoint`, does: t`insert` },
    { how: t`click`, hold: "Alt", does: t`delete` },
    { does: t`share edge`, key: "share-border" },
    { does: t`add part`, key: "polygon" },
    { does: t`redraw a stretch`, key: "retrace" },
    UNDO,
  ];
}
