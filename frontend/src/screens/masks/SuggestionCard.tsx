/**
 * What a model drafts for the chosen cell: while it works, how long it has; then what it is, how good it should be, and
 * the two answers. The card lies beside the outline, never on it, and a thread ties the two.
 */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { ObjectBadge } from "../../caption/ObjectBadge";
import {
  currentTrack,
  type Editor,
  type EditorEvent,
  requestHere,
  suggestionHere,
  visibleShape,
} from "../../editor/editor";
import { objectColour } from "../../editor/palette";
import type { Suggestion, SuggestionRequest } from "../../editor/suggestion";
import { toScreen } from "../../geometry/camera";
import { type Size, videoPoint } from "../../geometry/point";
import { type Box, shapeBounds } from "../../geometry/ring";
import { Keys } from "./Keys";
import { timeOf } from "./opening";

interface CardProps {
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
  readonly onAction: (name: string) => void;
}

/** The card of the chosen cell; nothing when nothing was asked. */
export function SuggestionCard({ editor, dispatch, onAction }: CardProps) {
  const suggestion = suggestionHere(editor);
  const request = requestHere(editor);
  const number = currentTrack(editor)?.number;
  if (number === undefined || (!suggestion && !request)) return null;
  const box = suggestion ? onScreen(shapeBounds(suggestion.shape), editor) : null;
  const at = placeOfCard(editor.view, box, !editor.fitted);
  return (
    <>
      {box && <Thread view={editor.view} from={at} to={box} number={number} />}
      <section className="float sg" style={{ left: at.x0, top: at.y0 }} data-theme="dark" aria-label={t`Suggestion`}>
        <div className="row">
          <ObjectBadge number={number} onVideo />
          <span className="med f1">{titleOf(request ?? suggestion)}</span>
          <span className="sp" />
          {suggestion?.estimate != null && !request && (
            <span className="pill dash num">
              {ESTIMATES[suggestion.method]} {suggestion.estimate.toFixed(2)}
            </span>
          )}
        </div>
        {request ? <Waiting key={request.from ?? "clicks"} request={request} /> : <p>{wordsFor(suggestion)}</p>}
        <div className="row">
          {!request && (
            <button type="button" className="btn sm prim" onClick={() => onAction("accept")}>
              {visibleShape(editor).length > 0 ? t`Accept instead` : t`Accept and edit`} <Keys of="accept" />
            </button>
          )}
          {!request && visibleShape(editor).length > 0 && (
            <button type="button" className="btn sm" onClick={() => onAction("accept-part")}>
              <Trans>Add</Trans> <Keys of="accept-part" />
            </button>
          )}
          <button type="button" className="btn sm" onClick={() => dispatch({ type: "dismiss" })}>
            {request ? t`Stop` : t`Dismiss`} <Keys of="dismiss" />
          </button>
        </div>
      </section>
    </>
  );
}

function titleOf(asked: Suggestion | SuggestionRequest | null): string {
  if (asked?.method === "clicks") return t`Click to mask`;
  if (asked?.method === "model") return t`From the model`;
  return asked?.method === "computed" ? t`Keyframe here` : t`Start from neighbour`;
}

const ESTIMATES: Readonly<Record<Suggestion["method"], string>> = {
  neighbour: t`est. IoU`,
  clicks: t`est. IoU`,
  computed: t`trust`,
  model: t`sure`,
};
const PREDICTORS: Readonly<Record<string, string>> = { sam2: "SAM 2", flow: t`optical flow`, grabcut: t`GrabCut` };

function wordsFor(suggestion: Suggestion | null): string {
  if (!suggestion) return "";
  return t`${howMade(suggestion)} Yours once you accept it; it stays marked as edited from a model.`;
}

function howMade({ method, from, predictor }: Suggestion): string {
  const who = PREDICTORS[predictor.split(":")[0] ?? ""] ?? predictor;
  if (method === "computed") return t`The mask that ${who} computed for this frame.`;
  if (method === "model") return t`What ${predictor} sees of the caption's words here.`;
  if (method === "neighbour" && from !== null) return t`Outline at ${timeOf(from)}, carried here by ${who}.`;
  return t`What your clicks mean to ${who}. Click again to correct it.`;
}

/** How long it has been; what takes less than a quarter of a second says nothing. */
function Waiting({ request }: { readonly request: SuggestionRequest }) {
  const [tenths, setTenths] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setTenths((before) => before + 1), 100);
    return () => window.clearInterval(timer);
  }, []);
  const doing = request.method === "clicks" ? t`Looking for the object` : t`Carrying the outline here`;
  const from = request.from === null ? "" : t` from ${timeOf(request.from)}`;
  return (
    <p role="status" className="working">
      <LoaderCircle className="ic s14 spin" aria-hidden />
      {doing}
      {from}
      <span className="num f3" aria-hidden="true">
        {tenths > 2 && `${(tenths / 10).toFixed(1)} s`}
      </span>
    </p>
  );
}

const CARD = { width: 302, height: 128 };
const EDGE = 12;
const UNDER_VIEW = 56;
const UNDER_MAP = 112;

function onScreen(box: Box | null, editor: Editor): Box | null {
  if (!box) return null;
  const from = toScreen(videoPoint(box.x0, box.y0), editor.camera);
  const to = toScreen(videoPoint(box.x1, box.y1), editor.camera);
  return { x0: from.x, y0: from.y, x1: to.x, y1: to.y };
}

/**
 * Where the card lies: in the corner where it covers least of the outline, and of such corners in the nearest.
 *
 * @param box The outline on the screen; null while there is none.
 * @param map Whether the small map holds the upper right corner.
 */
export function placeOfCard(view: Size, box: Box | null, map: boolean): Box {
  const right = Math.max(view.width - CARD.width - EDGE, EDGE);
  const low = Math.max(view.height - CARD.height - UNDER_VIEW, UNDER_VIEW);
  const corners = [
    [right, map ? UNDER_MAP : EDGE],
    [EDGE, UNDER_VIEW],
    [right, low],
    [EDGE, low],
  ] as const;
  const boxes = corners.map(([x0, y0]) => ({ x0, y0, x1: x0 + CARD.width, y1: y0 + CARD.height }));
  const [first] = box
    ? boxes.toSorted((a, b) => overlap(a, box) - overlap(b, box) || gap(a, box) - gap(b, box))
    : boxes;
  return first ?? { x0: EDGE, y0: EDGE, x1: EDGE + CARD.width, y1: EDGE + CARD.height };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  return Math.max(width, 0) * Math.max(height, 0);
}

/** How far two boxes lie from each other, by their nearest sides. */
function gap(a: Box, b: Box): number {
  const across = Math.max(a.x0 - b.x1, b.x0 - a.x1, 0);
  const down = Math.max(a.y0 - b.y1, b.y0 - a.y1, 0);
  return Math.hypot(across, down);
}

/** From the card to the nearest side of the outline's box. */
function Thread(props: { readonly view: Size; readonly from: Box; readonly to: Box; readonly number: number }) {
  const { view, from, to } = props;
  const into = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
  const x = into((from.x0 + from.x1) / 2, to.x0, to.x1);
  const start = { x: into(x, from.x0 + 16, from.x1 - 16), y: to.y0 > from.y1 ? from.y1 : from.y0 };
  const end = { x, y: into(start.y, to.y0, to.y1) };
  const line = `M${start.x} ${start.y}L${end.x} ${end.y}`;
  return (
    <svg
      className="thread"
      viewBox={`0 0 ${view.width} ${view.height}`}
      style={{ color: objectColour(props.number).video }}
      aria-hidden="true"
    >
      <path d={line} className="under" />
      <path d={line} />
      <circle cx={end.x} cy={end.y} r={3} />
    </svg>
  );
}
