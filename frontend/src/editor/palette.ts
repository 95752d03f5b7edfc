/**
 * One look for one object, everywhere: a phrase and its masks are recognised by colour, digit and
 * silhouette together, so the three come from one place.
 *
 * Objects are numbered 1…9 and the tenth is 0; the palette counts from 0, hence the turn by one.
 */

/** Where an object number (0…9) sits in the palette. */
function paletteIndex(number: number): number {
  return (number + 9) % 10;
}

/** The CSS colours of an object: `video` on pictures, `text` in panels, with the ink of the digit on each. */
interface ObjectColour {
  readonly video: string;
  readonly videoInk: string;
  readonly text: string;
  readonly textInk: string;
}

/** The colours of object `number` (0…9) as CSS `var()` expressions that follow the theme. */
export function objectColour(number: number): ObjectColour {
  const index = paletteIndex(number);
  return {
    video: `var(--v${index})`,
    videoInk: `var(--v${index}-ink)`,
    text: `var(--o${index})`,
    textInk: `var(--o${index}-ink)`,
  };
}

/** A badge's outline in an 18 × 18 box, and where its digit's baseline centre sits. */
interface Silhouette {
  readonly path: string;
  readonly x: number;
  readonly y: number;
}

const CIRCLE: Silhouette = { path: "M9 .6a8.4 8.4 0 1 1 0 16.8a8.4 8.4 0 1 1 0-16.8z", x: 9, y: 12.8 };

const SILHOUETTES: readonly Silhouette[] = [
  CIRCLE,
  {
    path: "M3.5 1h11A2.5 2.5 0 0 1 17 3.5v11a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 1 14.5v-11A2.5 2.5 0 0 1 3.5 1z",
    x: 9,
    y: 12.8,
  },
  {
    path: "M9 .6c.5 0 .9.3 1.2.7l7.4 13.6c.5 1-.2 2.1-1.2 2.1H1.6c-1 0-1.7-1.1-1.2-2.1L7.8 1.3C8.1.9 8.5.6 9 .6z",
    x: 9,
    y: 14.2,
  },
  {
    path: "M8 .7a1.4 1.4 0 0 1 2 0L17.3 8a1.4 1.4 0 0 1 0 2L10 17.3a1.4 1.4 0 0 1-2 0L.7 10a1.4 1.4 0 0 1 0-2z",
    x: 9,
    y: 12.8,
  },
  {
    path: "M8.2.9a1.4 1.4 0 0 1 1.6 0l7 5.2c.4.3.6.9.5 1.5l-2.7 8.4c-.2.6-.7 1-1.3 1H4.7c-.6 0-1.1-.4-1.3-1L.7 7.6C.6 7 .8 6.4 1.2 6.1z",
    x: 9,
    y: 13.2,
  },
  {
    path: "M5.2 1.2h7.6c.5 0 1 .3 1.2.7l3.6 6.4c.2.4.2.9 0 1.4L14 16.1c-.2.4-.7.7-1.2.7H5.2c-.5 0-1-.3-1.2-.7L.4 9.7a1.4 1.4 0 0 1 0-1.4L4 1.9c.2-.4.7-.7 1.2-.7z",
    x: 9,
    y: 12.8,
  },
  {
    path: "M6 .8h6c.6 0 1 .4 1 1V5h3.2c.6 0 1 .4 1 1v6c0 .6-.4 1-1 1H13v3.2c0 .6-.4 1-1 1H6c-.6 0-1-.4-1-1V13H1.8c-.6 0-1-.4-1-1V6c0-.6.4-1 1-1H5V1.8c0-.6.4-1 1-1z",
    x: 9,
    y: 12.8,
  },
  {
    path: "M2.4.9h13.2c.6 0 1 .4 1 1v7.3c0 4.1-3 6.6-7.2 8.3-.3.1-.5.1-.8 0C4.4 15.8 1.4 13.3 1.4 9.2V1.9c0-.6.4-1 1-1z",
    x: 9,
    y: 11.8,
  },
  {
    path: "M1.6 1.6h9.6c.5 0 .9.2 1.2.6l4.9 5.9c.4.5.4 1.3 0 1.8l-4.9 5.9c-.3.4-.7.6-1.2.6H1.6c-.6 0-1-.4-1-1V2.6c0-.6.4-1 1-1z",
    x: 7.8,
    y: 12.8,
  },
  {
    path: "M9 .2l2.2 1.7 2.8-.2.9 2.6 2.5 1.3-.7 2.7 1.3 2.5-2 1.9-.2 2.8-2.7.7-1.7 2.2L9 17.4l-2.4.8-1.7-2.2-2.7-.7-.2-2.8-2-1.9 1.3-2.5-.7-2.7 2.5-1.3.9-2.6 2.8.2z",
    x: 9,
    y: 12.6,
  },
];

/** The silhouette of object `number` (0…9). */
export function silhouette(number: number): Silhouette {
  return SILHOUETTES[paletteIndex(number)] ?? CIRCLE;
}
