/** What an overlay paints at a frame: the masks of one film, or where two of them differ. */

import type { DrawnMask, MaskFilm } from "./maskFilm";
import { type Layer, rgb } from "./rle";
import { combine, inBoth, onlyFirst } from "./runs";

export type OverlayLook = {
  /** Tracks left out. */
  readonly hidden: ReadonlySet<number>;
  /** Tracks brought forward, the rest dims; none when empty. */
  readonly lit: ReadonlySet<number>;
  /** Only what a person drew. */
  readonly humanOnly: boolean;
  /** What is shown is not kept: a preview, a run beside the one that counts. */
  readonly dashed?: boolean;
};

/** The layers of a frame, the later above. Args: hex: an object's colour on video. */
export type Painted = {
  readonly width: number;
  readonly height: number;
  readonly layersAt: (frame: number, hex: (number: number) => string) => readonly Layer[];
};

const FILL = 0.28;
const FILL_LIT = 0.44;
const FILL_DIM = 0.1;

function fillOf(look: OverlayLook, track: number): number {
  if (look.lit.size === 0) return FILL;
  return look.lit.has(track) ? FILL_LIT : FILL_DIM;
}

/** The masks of a film: solid where a person drew, hatched where they were computed. */
export function masksOf(film: MaskFilm, look: OverlayLook): Painted {
  const layersAt: Painted["layersAt"] = (frame, hex) =>
    film
      .at(frame)
      .filter(({ track }) => !look.hidden.has(track) && (!look.humanOnly || film.isHuman(frame, track)))
      .map(({ track, number, runs }) => {
        const hatched = !film.isHuman(frame, track);
        const dashed = look.dashed === true && hatched;
        return { runs, colour: rgb(hex(number)), fill: fillOf(look, track), hatched, dashed };
      });
  return { width: film.width, height: film.height, layersAt };
}

/** Layers over layers of the same size. */
export function stacked(below: Painted, above: Painted): Painted {
  const layersAt: Painted["layersAt"] = (frame, hex) => [...below.layersAt(frame, hex), ...above.layersAt(frame, hex)];
  return { ...below, layersAt };
}

const DIFFERENT = 0.7;

/** Two films over each other: faint where they agree, strong where only `a` has the object, dashed where only `b` has. */
export function differenceOf(a: MaskFilm, b: MaskFilm, look: OverlayLook): Painted {
  const layersAt: Painted["layersAt"] = (frame, hex) => {
    const others = new Map(b.at(frame).map((mask) => [mask.track, mask]));
    return a
      .at(frame)
      .filter(({ track }) => !look.hidden.has(track))
      .flatMap((mask) => apart(mask, others.get(mask.track), rgb(hex(mask.number))));
  };
  return { width: a.width, height: a.height, layersAt };
}

function apart({ runs }: DrawnMask, other: DrawnMask | undefined, colour: Layer["colour"]): readonly Layer[] {
  if (!other) return [];
  return [
    { runs: combine(runs, other.runs, inBoth), colour, fill: 0.12, hatched: false, plain: true },
    { runs: combine(runs, other.runs, onlyFirst), colour, fill: DIFFERENT, hatched: false },
    { runs: combine(other.runs, runs, onlyFirst), colour, fill: DIFFERENT, hatched: true, dashed: true },
  ];
}
