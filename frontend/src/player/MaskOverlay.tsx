/** Masks over the running picture, painted inside the callback that shows the frame, so that they never trail behind it. */

import { useEffect, useRef } from "react";
import type { MaskFilm } from "./maskFilm";
import type { Playhead } from "./playhead";
import { type Layer, MaskPainter, rgb } from "./rle";

export type OverlayLook = {
  /** Tracks left out. */
  readonly hidden: ReadonlySet<number>;
  /** Tracks brought forward, the rest dims; none when empty. */
  readonly lit: ReadonlySet<number>;
  /** Only frames that a person drew. */
  readonly humanOnly: boolean;
};

type MaskOverlayProps = {
  readonly playhead: Playhead;
  readonly film: MaskFilm;
  readonly look: OverlayLook;
  /** The palette's name of an object's colour on video, as a CSS custom property. */
  readonly colourOf: (number: number) => string;
};

const FILL = 0.28;
const FILL_LIT = 0.44;
const FILL_DIM = 0.1;

export function MaskOverlay({ playhead, film, look, colourOf }: MaskOverlayProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !canvas.current) return undefined;
    const painter = new MaskPainter(film.width, film.height);
    const image = new ImageData(painter.pixels, film.width, film.height);
    const styles = getComputedStyle(canvas.current);
    let painted = -1;
    const paint = () => {
      const { frame } = playhead.state();
      if (frame === painted) return;
      painted = frame;
      painter.paint(layers(film, frame, look, (number) => styles.getPropertyValue(colourOf(number))));
      context.putImageData(image, 0, 0);
    };
    paint();
    return playhead.subscribe(paint);
  }, [playhead, film, look, colourOf]);
  return <canvas ref={canvas} className="pl-overlay" width={film.width} height={film.height} />;
}

function layers(film: MaskFilm, frame: number, look: OverlayLook, hex: (number: number) => string): Layer[] {
  if (look.humanOnly && !film.isHuman(frame)) return [];
  const fill = (track: number) => (look.lit.size === 0 ? FILL : look.lit.has(track) ? FILL_LIT : FILL_DIM);
  return film
    .at(frame)
    .filter(({ track }) => !look.hidden.has(track))
    .map(({ track, number, runs }) => ({
      runs,
      colour: rgb(hex(number)),
      fill: fill(track),
      hatched: !film.isHuman(frame),
    }));
}
