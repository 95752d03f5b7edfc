/** The browser's side of the canvas: pointer, wheel and size become events, and nothing is decided here. */

import { type PointerEvent, type RefObject, useEffect, useMemo } from "react";
import type { EditorEvent, PointerEvent as PointerTold } from "../editor/editor";
import { screenOf, wheelFactor } from "./pointer";

/** Handlers for the canvas. */
export function usePointer(dispatch: (event: EditorEvent) => void) {
  return useMemo(() => {
    const tell = (phase: PointerTold["phase"], event: PointerEvent | React.MouseEvent) => {
      const { altKey: alt, shiftKey: shift, button, currentTarget } = event;
      dispatch({ type: "pointer", phase, at: screenOf(event, currentTarget), button, alt, shift });
    };
    return {
      onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
        event.currentTarget.focus({ preventScroll: true });
        event.currentTarget.setPointerCapture(event.pointerId);
        tell("press", event);
      },
      onPointerMove: (event: PointerEvent<SVGSVGElement>) => tell("move", event),
      onPointerUp: (event: PointerEvent<SVGSVGElement>) => tell("release", event),
      onPointerCancel: (event: PointerEvent<SVGSVGElement>) => tell("cancel", event),
      onDoubleClick: (event: React.MouseEvent<SVGSVGElement>) => tell("double", event),
      onContextMenu: (event: React.MouseEvent<SVGSVGElement>) => event.preventDefault(),
    };
  }, [dispatch]);
}

/** Tell the editor whether there is a picture to draw on. */
export function useSight(seen: boolean, dispatch: (event: EditorEvent) => void) {
  useEffect(() => dispatch({ type: "blind", blind: !seen }), [seen, dispatch]);
}

/** Tell the editor how large the canvas is, now and whenever that changes. */
export function useSizeOf(canvas: RefObject<SVGSVGElement | null>, dispatch: (event: EditorEvent) => void) {
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
export function useWheel(canvas: RefObject<SVGSVGElement | null>, dispatch: (event: EditorEvent) => void) {
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
