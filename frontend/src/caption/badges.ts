/**
 * The badges at the end of a chip, in the place of its tag: drawn without React, which the editor's text does not know.
 *
 * A letter typed paints all chips of the line again, and an <svg> in each is the dearest part of them. So a badge here is a digit
 * on a background, and the ten backgrounds are made once for the editor in the theme's colours.
 */

import { WidgetType } from "@codemirror/view";
import { objectColour, silhouette } from "../editor/palette";

/** Pixels of a badge in the text, of the 18 in which silhouettes are drawn. */
const SIZE = 14;
const SCALE = SIZE / 18;
/** How far a badge reaches below the words' baseline, in pixels. */
const BELOW = 2;

export class Badges extends WidgetType {
  private readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super();
    this.ids = ids;
  }

  override eq(other: Badges): boolean {
    return this.ids.join() === other.ids.join();
  }

  override toDOM(): HTMLElement {
    const [only, ...more] = this.ids.map(badge);
    if (only && more.length === 0) return only;
    const badges = document.createElement("span");
    if (only) badges.append(only, ...more);
    return badges;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

/** An object's badge, or a crowd's; its name is what a screen reader says. */
export function badge(id: string): HTMLElement {
  const element = document.createElement("span");
  element.className = id === "?" ? "ob s14 crowd" : "ob s14 cm-badge";
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", id === "?" ? "crowd" : `object ${id}`);
  element.textContent = id;
  if (id !== "?") dress(element.style, Number(id));
  return element;
}

/**
 * Puts the digit where the silhouette has it, and the badge on the words' line. It is text with room around it and no box of its own:
 * a box is laid out by itself, forty times for each letter.
 */
function dress(style: CSSStyleDeclaration, number: number): void {
  const { x, y } = silhouette(number);
  const [right, down] = [(x - 9) * SCALE, (y - MIDDLE) * SCALE];
  style.backgroundImage = `var(${background(number)})`;
  style.color = objectColour(number).textInk;
  style.padding = [ROOM + down, -right, ROOM - down, right].map(side).join(" ");
  style.verticalAlign = `${(SIZE - BELOW - y * SCALE).toFixed(2)}px`;
}

/** A padding: that above and below the digit's line, or half of what the digit leaves of the width, moved by some pixels. */
function side(pixels: number, index: number): string {
  const moved = `${pixels.toFixed(2)}px`;
  return index % 2 === 0 ? moved : `calc((${SIZE}px - 1ch) / 2 + ${moved})`;
}

/** Where the baseline of a digit lies that stands in the middle of the box. */
const MIDDLE = 12.8;
/** Pixels of a badge above the digit's line of 10, and below. */
const ROOM = 2;

function background(number: number): string {
  return `--badge-${number}`;
}

/** Makes the backgrounds in the colours that the element has now; call it again when the theme turns. */
export function paintBadges(element: HTMLElement): void {
  const colours = getComputedStyle(element);
  for (let number = 0; number < 10; number += 1) {
    const name = /--[\w-]+/.exec(objectColour(number).text)?.[0] ?? "";
    const picture = drawn(silhouette(number).path, colours.getPropertyValue(name).trim());
    element.style.setProperty(background(number), `url("${picture}")`);
  }
}

/** A picture's pixels for each of the page's: sharp on the finest screens, and zoomed in. */
const FINE = 4;

/** Pixels and no <svg>, which a letter would have drawn again from its outline in each chip. */
function drawn(path: string, fill: string): string {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE * FINE;
  canvas.height = SIZE * FINE;
  const pen = canvas.getContext("2d");
  if (!pen) return "";
  pen.scale(SCALE * FINE, SCALE * FINE);
  pen.fillStyle = fill;
  pen.fill(new Path2D(path));
  return canvas.toDataURL();
}
