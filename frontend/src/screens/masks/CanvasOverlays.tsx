/** What floats over the picture: how it is looked at, names, the pins of a returned round, and what the hand can do. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Finding } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { keyframesBeside, shapeAt, type Track } from "../../editor/document";
import { type Editor, type EditorEvent, shapeSeen } from "../../editor/editor";
import { toScreen } from "../../geometry/camera";
import { videoPoint } from "../../geometry/point";
import { shapeBounds } from "../../geometry/ring";
import { HintBar } from "./HintBar";
import { timeOf } from "./opening";
import { SuggestionCard } from "./SuggestionCard";
import { MiniMap, ViewBar } from "./ViewBar";

/** Names beside the chosen object and the one that is pointed at. */
function NameTags({ editor }: { editor: Editor }) {
  const named = editor.history.present.tracks.filter(
    (track) => (track.id === editor.track || track.id === editor.lit) && !editor.hidden.has(track.id),
  );
  return named.map((track) => <NameTag key={track.id} editor={editor} track={track} />);
}

function NameTag({ editor, track }: { editor: Editor; track: Track }) {
  const shape = shapeSeen(editor, track.id);
  const box = shapeBounds(shape);
  if (!box) return null;
  const at = toScreen(videoPoint(box.x0, box.y0), editor.camera);
  const style = { left: Math.max(at.x, 8), top: Math.max(at.y - 34, 52) };
  return (
    <div className="tagl" style={style}>
      <ObjectBadge number={track.number} onVideo />
      <span className="ell">{track.label}</span>
    </div>
  );
}

/** The height at the foot of the canvas that the hints need. */
const HINTS = 68;

/** Which keyframes the dotted outlines of the onion skin are from. */
function OnionTags({ editor }: { editor: Editor }) {
  const { track, frame: here } = editor;
  if (!editor.onion || track === null || editor.hidden.has(track)) return null;
  const [before, next] = keyframesBeside(editor.history.present, { track, frame: here });
  const beside = [
    ["before", before],
    ["next", next],
  ] as const;
  return beside.map(([word, frame]) => {
    const box = frame === undefined ? null : shapeBounds(shapeAt(editor.history.present, { track, frame }));
    if (frame === undefined || !box) return null;
    const below = toScreen(videoPoint((box.x0 + box.x1) / 2, box.y1), editor.camera);
    const above = toScreen(videoPoint((box.x0 + box.x1) / 2, box.y0), editor.camera);
    const top = below.y + 4 < editor.view.height - HINTS ? below.y + 4 : above.y - 22;
    return (
      <div key={word} className="tagl onion-tag num" style={{ left: below.x, top }}>
        {word}, {timeOf(frame)}
      </div>
    );
  });
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
          aria-label={t`Finding ${index + 1}: ${finding.reason_text}`}
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

/** Everything that floats over the picture. */
export function CanvasOverlays(props: {
  readonly editor: Editor;
  readonly picture: string | null;
  readonly failed: boolean;
  /** The clip runs: what belongs to one frame would point at another one. */
  readonly running: boolean;
  readonly findings: readonly Finding[];
  readonly finding: number | null;
  readonly onFinding: (finding: Finding | null) => void;
  readonly dispatch: (event: EditorEvent) => void;
  readonly fill: number;
  readonly onFill: (percent: number) => void;
  readonly onAction: (name: string) => void;
  readonly onFetchAgain: () => void;
}) {
  const { editor, findings } = props;
  return (
    <>
      <ViewBar
        editor={editor}
        dispatch={props.dispatch}
        fill={props.fill}
        onFill={props.onFill}
        onAction={props.onAction}
      />
      <MiniMap editor={editor} picture={props.picture} />
      {!props.running && (
        <>
          <OnionTags editor={editor} />
          <NameTags editor={editor} />
          <Pins
            editor={editor}
            findings={findings}
            open={props.finding}
            onOpen={(id) => props.onFinding(findings.find((one) => one.id === id) ?? null)}
          />
        </>
      )}
      {props.failed && (
        <div className="float failed" data-theme="dark" role="alert">
          <Trans>This frame did not load, so drawing here would be a guess.</Trans>
          <button type="button" className="btn sm" onClick={props.onFetchAgain}>
            <Trans>Fetch again</Trans>
          </button>
        </div>
      )}
      {!props.running && <SuggestionCard editor={editor} dispatch={props.dispatch} onAction={props.onAction} />}
      <HintBar editor={editor} running={props.running} />
    </>
  );
}
