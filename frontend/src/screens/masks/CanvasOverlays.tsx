/** What floats over the picture: how it is looked at, names, the pins of a returned round, and what the hand can do. */

import { Layers, Minus, Plus } from "lucide-react";
import type { Finding } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { shapeAt, type Track } from "../../editor/document";
import { currentTrack, type Editor, visibleShape } from "../../editor/editor";
import { toScreen, toVideo } from "../../geometry/camera";
import { screenPoint, videoPoint } from "../../geometry/point";
import { shapeBounds } from "../../geometry/ring";

/** Zoom, fit and onion skin; while an outline is open it lets the pointer through to the picture under it. */
export function ViewBar({ editor, onAction }: { editor: Editor; onAction: (name: string) => void }) {
  const drawing = editor.tool.tool === "polygon" && editor.tool.points.length > 0;
  return (
    <div className={drawing ? "float view through" : "float view"} data-theme="dark" role="toolbar" aria-label="View">
      <button type="button" className="btn ghost sm icon" aria-label="Zoom out" onClick={() => onAction("zoom-out")}>
        <Minus className="ic s14" aria-hidden />
      </button>
      <span className="num med percent">{Math.round(editor.camera.scale * 100)}%</span>
      <button type="button" className="btn ghost sm icon" aria-label="Zoom in" onClick={() => onAction("zoom-in")}>
        <Plus className="ic s14" aria-hidden />
      </button>
      <button type="button" className="btn ghost sm" onClick={() => onAction("fit")}>
        Fit <kbd>Z</kbd>
      </button>
      <span className="vr" />
      <button
        type="button"
        className={editor.onion ? "btn ghost sm on" : "btn ghost sm"}
        aria-pressed={editor.onion}
        onClick={() => onAction("onion")}
      >
        <Layers className="ic s14" aria-hidden />
        Onion skin <kbd>I</kbd>
      </button>
    </div>
  );
}

/** The whole frame in small with what the canvas shows of it; only while that is not everything. */
export function MiniMap({ editor, picture }: { editor: Editor; picture: string | null }) {
  if (editor.fitted || !picture) return null;
  const { size, view, camera } = editor;
  const from = toVideo(screenPoint(0, 0), camera);
  const to = toVideo(screenPoint(view.width, view.height), camera);
  const share = (value: number, whole: number) => `${Math.min(Math.max(value / whole, 0), 1) * 100}%`;
  const style = {
    left: share(from.x, size.width),
    top: share(from.y, size.height),
    right: share(size.width - to.x, size.width),
    bottom: share(size.height - to.y, size.height),
  };
  return (
    <div className="float mini" style={{ aspectRatio: `${size.width} / ${size.height}` }} aria-hidden="true">
      <img src={picture} alt="" />
      <i style={style} />
    </div>
  );
}

/** Names beside the chosen object and the one that is pointed at. */
export function NameTags({ editor }: { editor: Editor }) {
  const named = editor.history.present.tracks.filter(
    (track) => (track.id === editor.track || track.id === editor.lit) && !editor.hidden.has(track.id),
  );
  return named.map((track) => <NameTag key={track.id} editor={editor} track={track} />);
}

function NameTag({ editor, track }: { editor: Editor; track: Track }) {
  const shape =
    track.id === editor.track
      ? visibleShape(editor)
      : shapeAt(editor.history.present, { track: track.id, frame: editor.frame });
  const box = shapeBounds(shape);
  if (!box) return null;
  const at = toScreen(videoPoint(box.x0, box.y0), editor.camera);
  const style = { left: Math.max(at.x, 8), top: Math.max(at.y - 34, 52) };
  return (
    <div className="tagl" style={style}>
      <ObjectBadge number={track.number} onVideo />
      {track.label}
    </div>
  );
}

/** The points that the inspector set on this frame, each tied to its words. */
export function Pins(props: {
  readonly editor: Editor;
  readonly findings: readonly Finding[];
  readonly open: number | null;
  readonly onOpen: (finding: number | null) => void;
}) {
  return props.findings.map((finding, index) => {
    if (finding.frame !== props.editor.frame || finding.x === null || finding.y === null) return null;
    const at = toScreen(videoPoint(finding.x, finding.y), props.editor.camera);
    const open = props.open === finding.id;
    return (
      <div key={finding.id} className="pin" style={{ left: at.x, top: at.y }} data-theme="dark">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`Finding ${index + 1}: ${finding.reason_text}`}
          onClick={() => props.onOpen(open ? null : finding.id)}
        >
          {index + 1}
        </button>
        {open && (
          <div className="float words">
            <b>{finding.reason_text}</b>
            {finding.text && <p>{finding.text}</p>}
          </div>
        )}
      </div>
    );
  });
}

/** What the hand can do now, or why something did not happen. */
export function HintBar({ editor }: { editor: Editor }) {
  const track = currentTrack(editor);
  return (
    <div className={editor.notice ? "float hint warned" : "float hint"} data-theme="dark">
      {track && <ObjectBadge number={track.number} onVideo silent />}
      <span className="sr" role="status">
        {editor.notice ?? ""}
      </span>
      {editor.notice ? <span aria-hidden="true">{editor.notice}</span> : <Hints editor={editor} />}
    </div>
  );
}

function Hints({ editor }: { editor: Editor }) {
  return hintsOf(editor).map(([verb, result, ...keys]) => (
    <span key={`${verb} ${result}`}>
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
      {verb} <b>{result}</b>
    </span>
  ));
}

type Hint = readonly [verb: string, result: string, ...keys: string[]];

function hintsOf(editor: Editor): readonly Hint[] {
  if (!editor.editable) return [["This round is read-only.", ""]];
  if (editor.tool.tool === "hand")
    return [
      ["Drag", "pan"],
      ["", "select", "V"],
    ];
  if (editor.tool.tool === "polygon") {
    if (editor.tool.points.length === 0) {
      return [
        ["Click", editor.tool.purpose === "hole" ? "start the hole" : "start the outline"],
        ["", "let go", "Esc"],
      ];
    }
    return [
      ["Click", "add a point"],
      ["", "take one back", "Backspace"],
      ["", "close", "Enter"],
      ["", "give up", "Esc"],
    ];
  }
  if (visibleShape(editor).length === 0)
    return [
      ["", "draw the outline", "N"],
      ["", "absent here", "O"],
    ];
  return [
    ["Drag", "vertex"],
    ["Drag midpoint", "insert"],
    ["click", "delete", "Alt"],
    ["", "add part", "N"],
    ["", "cut hole", "⇧", "X"],
    ["", "undo", "Ctrl", "Z"],
  ];
}

/** Everything that floats over the picture. */
export function CanvasOverlays(props: {
  readonly editor: Editor;
  readonly picture: string | null;
  readonly failed: boolean;
  readonly findings: readonly Finding[];
  readonly finding: number | null;
  readonly onFinding: (finding: Finding | null) => void;
  readonly onAction: (name: string) => void;
  readonly onFetchAgain: () => void;
}) {
  const { editor, findings } = props;
  return (
    <>
      <ViewBar editor={editor} onAction={props.onAction} />
      <MiniMap editor={editor} picture={props.picture} />
      <NameTags editor={editor} />
      <Pins
        editor={editor}
        findings={findings}
        open={props.finding}
        onOpen={(id) => props.onFinding(findings.find((one) => one.id === id) ?? null)}
      />
      {props.failed && (
        <div className="float failed" data-theme="dark" role="alert">
          This still did not load, so drawing here would be a guess.
          <button type="button" className="btn sm" onClick={props.onFetchAgain}>
            Fetch again
          </button>
        </div>
      )}
      <HintBar editor={editor} />
    </>
  );
}
