/**
 * The picture and what is drawn on it, as one SVG. Pan and zoom are one `transform`; the browser repaints what
 * changed, so the cost of a drag does not grow with the screen. All rules live in the editor: this draws its
 * state and hands it the pointer as values.
 *
 * For tests and tools the mapping is on the element: `data-scale`, `data-x`, `data-y` with
 * screen = video · scale + (x, y), in CSS pixels from the element's corner.
 */

import { type PointerEvent, type ReactNode, type RefObject, useEffect, useMemo } from "react";
import { shapeAt } from "../editor/document";
import { currentTrack, type Editor, type EditorEvent, visibleShape } from "../editor/editor";
import type { Input } from "../editor/tools/tool";
import { pathOf, type Shape } from "../geometry/ring";
import { EditLayer } from "./EditLayer";
import { pointerOf, screenOf, wheelFactor } from "./pointer";
import { type Emphasis, ShapeView } from "./ShapeView";

interface MaskCanvasProps {
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
  /** The still's address, or null while there is none to draw on. */
  readonly picture: string | null;
  readonly canvas: RefObject<SVGSVGElement | null>;
  /** Further SVG in video pixels, over the shapes. */
  readonly children?: ReactNode;
}

/** The canvas; it fills its parent and follows its size. */
export function MaskCanvas({ editor, dispatch, picture, canvas, children }: MaskCanvasProps) {
  useSizeOf(canvas, dispatch);
  useWheel(canvas, dispatch);
  const { camera, size } = editor;
  const pointer = usePointer(editor, dispatch, picture !== null);
  return (
    <svg
      ref={canvas}
      className={`mask-canvas ${cursorOf(editor)}`}
      data-testid="mask-canvas"
      data-scale={camera.scale}
      data-x={camera.x}
      data-y={camera.y}
      data-frame={editor.frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: drawing is interaction, and keys need a place that has the focus.
      tabIndex={0}
      role="application"
      aria-label={`Frame ${editor.frame}`}
      {...pointer}
    >
      <g transform={`translate(${camera.x} ${camera.y}) scale(${camera.scale})`}>
        {picture && (
          <image
            href={picture}
            width={size.width}
            height={size.height}
            className={camera.scale >= 6 ? "pixels" : undefined}
            preserveAspectRatio="none"
          />
        )}
        <Shapes editor={editor} drawable={picture !== null} />
        {children}
      </g>
    </svg>
  );
}

function Shapes({ editor, drawable }: { editor: Editor; drawable: boolean }) {
  const chosen = currentTrack(editor);
  const { present } = editor.history;
  const others = present.tracks.filter((track) => track.id !== chosen?.id && !editor.hidden.has(track.id));
  const shape = visibleShape(editor);
  const shown = chosen && !editor.hidden.has(chosen.id);
  return (
    <>
      {shown && editor.onion && <Onion editor={editor} />}
      {others.map((track) => (
        <ShapeView
          key={track.id}
          number={track.number}
          shape={shapeAt(present, { track: track.id, frame: editor.frame })}
          emphasis={emphasisOf(editor, track.id)}
        />
      ))}
      {shown && <ShapeView number={chosen.number} shape={shape} emphasis="chosen" />}
      {shown && drawable && <EditLayer editor={editor} shape={shape} number={chosen.number} />}
    </>
  );
}

function emphasisOf(editor: Editor, track: string): Emphasis {
  if (editor.lit === null) return "rest";
  return editor.lit === track ? "lit" : "dim";
}

/** The chosen object one keyframe earlier and one later, as dotted outlines. */
function Onion({ editor }: { editor: Editor }) {
  const { frames } = editor.history.present;
  const here = frames.indexOf(editor.frame);
  const track = editor.track ?? "";
  const beside: readonly Shape[] = [frames[here - 1], frames[here + 1]].flatMap((frame) =>
    frame === undefined ? [] : [shapeAt(editor.history.present, { track, frame })],
  );
  return <path className="onion" d={beside.map(pathOf).join("")} />;
}

function cursorOf({ panning, gripping, tool }: Editor): string {
  if (panning) return "grabbing";
  if (gripping || tool.tool === "hand") return "grab";
  if (tool.tool !== "select") return "cross";
  return tool.tool === "select" && tool.hover ? "over" : "arrow";
}

/** Without a picture one may look around but not draw: it would be a guess. */
function usePointer(editor: Editor, dispatch: (event: EditorEvent) => void, drawable: boolean) {
  return useMemo(() => {
    const tell = (type: "press" | "move" | "release" | "double", event: PointerEvent | React.MouseEvent) => {
      const input: Input = { type, ...pointerOf(event, event.currentTarget, editor.camera) };
      dispatch({ type: "input", input });
    };
    const pan = (phase: "start" | "move" | "end", event: PointerEvent) =>
      dispatch({ type: "pan", phase, at: screenOf(event, event.currentTarget) });
    const pans = (button: number) => button === 1 || editor.gripping || editor.tool.tool === "hand";
    return {
      onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
        event.currentTarget.focus({ preventScroll: true });
        event.currentTarget.setPointerCapture(event.pointerId);
        if (pans(event.button)) return pan("start", event);
        if (event.button === 0 && drawable) tell("press", event);
        if (event.button === 2 && editor.tool.tool === "polygon")
          dispatch({ type: "input", input: { type: "take-back" } });
      },
      onPointerMove: (event: PointerEvent<SVGSVGElement>) =>
        editor.panning ? pan("move", event) : tell("move", event),
      onPointerUp: (event: PointerEvent<SVGSVGElement>) =>
        editor.panning ? pan("end", event) : tell("release", event),
      onPointerCancel: () => dispatch({ type: "input", input: { type: "cancel" } }),
      onDoubleClick: (event: React.MouseEvent<SVGSVGElement>) => tell("double", event),
      onContextMenu: (event: React.MouseEvent<SVGSVGElement>) => event.preventDefault(),
    };
  }, [editor.camera, editor.gripping, editor.panning, editor.tool.tool, dispatch, drawable]);
}

function useSizeOf(canvas: RefObject<SVGSVGElement | null>, dispatch: (event: EditorEvent) => void) {
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box && box.width > 0 && box.height > 0) {
        dispatch({ type: "resize", view: { width: box.width, height: box.height } });
      }
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [canvas, dispatch]);
}

/** The wheel zooms at the pointer. React listens passively and could not keep the page still. */
function useWheel(canvas: RefObject<SVGSVGElement | null>, dispatch: (event: EditorEvent) => void) {
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const zoom = (event: WheelEvent) => {
      event.preventDefault();
      dispatch({ type: "zoom", at: screenOf(event, element), factor: wheelFactor(event) });
    };
    element.addEventListener("wheel", zoom, { passive: false });
    return () => element.removeEventListener("wheel", zoom);
  }, [canvas, dispatch]);
}
