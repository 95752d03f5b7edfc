/** Masks over the running picture, painted inside the callback that shows the frame, so that they never trail behind it. */

import { useEffect, useRef } from "react";
import { objectColour } from "../editor/palette";
import type { Painted } from "./layers";
import type { Playhead } from "./playhead";
import { MaskPainter } from "./rle";

/** `painted` is made once for a film and a look; another value paints anew. */
export function MaskOverlay({ playhead, painted }: { readonly playhead: Playhead; readonly painted: Painted }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = painted;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !canvas.current) return undefined;
    const painter = new MaskPainter(width, height);
    const image = new ImageData(painter.pixels, width, height);
    const styles = getComputedStyle(canvas.current);
    const hex = (number: number) => styles.getPropertyValue(videoColour(number));
    let shown = -1;
    const paint = () => {
      const { frame } = playhead.state();
      if (frame === shown) return;
      shown = frame;
      painter.paint(painted.layersAt(frame, hex));
      context.putImageData(image, 0, 0);
    };
    paint();
    return playhead.subscribe(paint);
  }, [playhead, painted, width, height]);
  return <canvas ref={canvas} className="pl-overlay" width={width} height={height} />;
}

/** "var(--v3)" is what a style says; a canvas asks for the name inside. */
function videoColour(number: number): string {
  return objectColour(number).video.slice("var(".length, -1);
}
