/** What the hand can do now, or why something did not happen. Only keys that work are shown. */

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
  { does: "stop here", hold: "Shift P" },
  { how: "Any key", does: "stop and go on from here" },
];
const DRAW: Hint = { does: "draw", key: "polygon" };
const HERE: Hint = { does: "keyframe from the computed mask", key: "start-keyframe" };
const UNDO: Hint = { does: "undo", key: "undo" };
const GIVE_UP: Hint = { does: "let go", key: "cancel" };

function hintsOf(editor: Editor): readonly Hint[] {
  const { tool } = editor;
  if (!editor.editable) return [{ does: "This round is read-only." }];
  switch (tool.tool) {
    case "hand":
      return [
        { how: "Drag", does: "pan" },
        { does: "select", key: "select" },
      ];
    case "polygon":
      return outlining(tool);
    case "brush":
      return [
        { how: "Drag", does: tool.kind === "eraser" ? "erase" : "paint" },
        { does: `smaller, ${Math.round(editor.radius)} px now`, key: "smaller" },
        { does: "larger", key: "larger" },
        GIVE_UP,
      ];
    case "retrace":
      return retracing(tool);
    case "slice":
      return [{ how: "Click on both sides", does: "draw the cut" }, { does: "slice", key: "finish" }, GIVE_UP];
    case "join":
      return [{ how: "Click", does: "the two parts to join" }, GIVE_UP];
    case "magic":
      return [
        { how: "Click", does: "this is it" },
        { how: "click", hold: "Alt", does: "this is not" },
        { how: "Drag", does: "a box" },
        { does: "last click", key: "take-back" },
        { does: "accept", key: "accept" },
        GIVE_UP,
      ];
    case "refine":
      return [
        { does: "less", key: "smaller" },
        { does: "more", key: "larger" },
        { does: "take it", key: "finish" },
        { does: "leave it", key: "cancel" },
      ];
    default:
      return selecting(editor);
  }
}

function outlining({ points, purpose }: PolygonState): readonly Hint[] {
  if (points.length === 0) {
    return [
      { how: "Click", does: purpose === "hole" ? "start the hole" : "start the outline" },
      { how: "Press and drag", does: "trace" },
      GIVE_UP,
    ];
  }
  return [
    { how: "Click", does: "add a point" },
    { does: "take one back", key: "take-back" },
    { does: "close", key: "finish" },
    { does: "follow the neighbour", key: "share-border" },
    { does: "give up", key: "cancel" },
  ];
}

function retracing({ points }: RetraceState): readonly Hint[] {
  if (points.length === 0) {
    return [{ how: "Click or press the outline", does: "begin where it stops being right" }, GIVE_UP];
  }
  return [
    { how: "Click or drag", does: "draw it anew" },
    { how: "Click the outline", does: "end" },
    { how: "click", hold: "Alt", does: "keep the nearer side" },
    { how: "click", hold: "Shift", does: "a point beside it" },
    { does: "take one back", key: "take-back" },
    { does: "give up", key: "cancel" },
  ];
}

function selecting(editor: Editor): readonly Hint[] {
  const reason = refusal(editor);
  if (reason) return [{ does: reason }];
  if (suggestionHere(editor)) {
    return [{ does: "accept and edit", key: "accept" }, { does: "dismiss", key: "cancel" }, DRAW, UNDO];
  }
  if (visibleShape(editor).length === 0) {
    return [
      ...(isKeyframe(editor.history.present, editor.frame) ? [] : [HERE]),
      DRAW,
      { does: "paint", key: "brush" },
      { does: "click to mask", key: "magic" },
      { does: "start from neighbour", key: "start-from-neighbour" },
      { does: "absent here", key: "absent" },
      UNDO,
    ];
  }
  return [
    { how: "Drag", does: "vertex" },
    { how: "Drag midpoint", does: "insert" },
    { how: "click", hold: "Alt", does: "delete" },
    { does: "share edge", key: "share-border" },
    { does: "add part", key: "polygon" },
    { does: "redraw a stretch", key: "retrace" },
    UNDO,
  ];
}
