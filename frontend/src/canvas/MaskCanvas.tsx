/**
 * The picture and what is drawn on it, as one SVG. Pan and zoom are one `transform`; the browser repaints what
 * changed, so the cost of a drag does not grow with the screen. All rules live in the editor: this draws its
 * state and hands it the pointer as values.
 *
 * For tests and tools the mapping is on the element: `data-scale`, `data-x`, `data-y` with
 * screen = video · scale + (x, y), in CSS pixels from the element's corner.
 */

import { t } from "@lingui/core/macro";
import { memo, type ReactNode, type RefObject } from "react";
import { keyframesBeside, shapeAt, stacked } from "../editor/document";
import {
  currentTrack,
  type Editor,
  type EditorEvent,
  type Picture,
  shapeSeen,
  suggestionHere,
  visibleShape,
} from "../editor/editor";
import { objectColour } from "../editor/palette";
import type { Size } from "../geometry/point";
import { pathOf, type Shape } from "../geometry/ring";
import { EditLayer } from "./EditLayer";
import { PixelGrid } from "./PixelGrid";
import { type Emphasis, ShapeView } from "./ShapeView";
import { usePointer, useSight, useSizeOf, useWheel } from "./usePointer";

interface MaskCanvasProps {
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
  /** The still's address, or null where there is none. */
  readonly picture: string | null;
  /** Whether the frame is seen, by its still or by what lies under the canvas; drawing on nothing would be a guess. */
  readonly seen: boolean;
  /** The clip is running under the canvas: what is drawn on one frame is not shown over others. */
  readonly running?: boolean;
  readonly canvas: RefObject<SVGSVGElement | null>;
  /** Further SVG in video pixels, over the shapes. */
  readonly children?: ReactNode;
}

/** The canvas; it fills its parent and follows its size. */
export function MaskCanvas(props: MaskCanvasProps) {
  const { editor, dispatch, picture, seen, running = false, canvas, children } = props;
  useSizeOf(canvas, dispatch);
  useWheel(canvas, dispatch);
  useSight(seen && !running, dispatch);
  const { camera, size } = editor;
  const pointer = usePointer(dispatch);
  return (
    <svg
      ref={canvas}
      className={`mask-canvas ${cursorOf(editor)}`}
      data-testid="mask-canvas"
      data-scale={camera.scale}
      data-x={camera.x}
      data-y={camera.y}
      data-frame={editor.frame}
      data-seen={seen}
      data-tool={editor.tool.tool}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: drawing is interaction, and keys need a place that has the focus.
      tabIndex={0}
      role="application"
      aria-label={t`Frame ${editor.frame}`}
      {...pointer}
    >
      <g transform={`translate(${camera.x} ${camera.y}) scale(${camera.scale})`}>
        {picture && <Still href={picture} size={size} light={editor.picture} coarse={camera.scale >= 6} />}
        {seen && editor.grid && <PixelGrid camera={camera} size={size} view={editor.view} />}
        {!running && <Shapes editor={editor} drawable={seen} />}
        {children}
      </g>
    </svg>
  );
}

/** The still, lit as the person likes it; only the eye sees the difference. */
const Still = memo(function Still(props: {
  readonly href: string;
  readonly size: Size;
  readonly light: Picture;
  readonly coarse: boolean;
}) {
  const { brightness, contrast } = props.light;
  const filter = brightness === 1 && contrast === 1 ? undefined : `brightness(${brightness}) contrast(${contrast})`;
  return (
    <image
      href={props.href}
      width={props.size.width}
      height={props.size.height}
      className={props.coarse ? "pixels" : undefined}
      style={{ filter }}
      preserveAspectRatio="none"
    />
  );
});

function Shapes({ editor, drawable }: { editor: Editor; drawable: boolean }) {
  const chosen = currentTrack(editor);
  const shown = chosen && !editor.hidden.has(chosen.id);
  const tracks = stacked(editor.history.present).filter((track) => !editor.hidden.has(track.id));
  return (
    <>
      {shown && editor.onion && <Onion editor={editor} />}
      {tracks.map((track) => (
        <ShapeView
          key={track.id}
          number={track.number}
          shape={shapeSeen(editor, track.id)}
          emphasis={emphasisOf(editor, track.id)}
        />
      ))}
      {shown && <SuggestionView editor={editor} number={chosen.number} />}
      {shown && drawable && <EditLayer editor={editor} shape={visibleShape(editor)} number={chosen.number} />}
    </>
  );
}

function emphasisOf(editor: Editor, track: string): Emphasis {
  if (track === editor.track) return "chosen";
  if (editor.lit === null) return "rest";
  return editor.lit === track ? "lit" : "dim";
}

/** What a model drafts: dashed, for it is not yet real. */
function SuggestionView({ editor, number }: { editor: Editor; number: number }) {
  const suggestion = suggestionHere(editor);
  if (!suggestion) return null;
  const path = pathOf(suggestion.shape);
  return (
    <g className="suggested" style={{ color: objectColour(number).video }} data-suggestion={suggestion.id}>
      <path className="fill under" d={path} />
      <path className="over" d={path} />
    </g>
  );
}

/** The chosen object one keyframe earlier and one later, as dotted outlines. */
function Onion({ editor }: { editor: Editor }) {
  const track = editor.track ?? "";
  const { present } = editor.history;
  const beside: readonly Shape[] = keyframesBeside(present, { track, frame: editor.frame }).flatMap((frame) =>
    frame === undefined ? [] : [shapeAt(present, { track, frame })],
  );
  return <path className="onion" d={beside.map(pathOf).join("")} />;
}

function cursorOf({ panning, gripping, tool }: Editor): string {
  if (panning) return "grabbing";
  if (gripping || tool.tool === "hand") return "grab";
  if (tool.tool === "brush") return "tip";
  if (tool.tool === "refine") return "arrow";
  if (tool.tool !== "select") return "cross";
  return tool.hover ? "over" : "arrow";
}
