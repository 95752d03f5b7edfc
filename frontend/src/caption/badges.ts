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
    const badges = document.createElement("span");
    for (const id of this.ids) badges.append(badge(id));
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

/** Puts the digit where the silhouette has it, and the badge on the words' line. */
function dress(style: CSSStyleDeclaration, number: number): void {
  const { x, y } = silhouette(number);
  style.backgroundImage = `var(${background(number)})`;
  style.color = objectColour(number).textInk;
  style.lineHeight = `${(SIZE + 2 * (y - MIDDLE) * SCALE).toFixed(2)}px`;
  style.verticalAlign = `${(SIZE - BELOW - y * SCALE).toFixed(2)}px`;
  if (x !== 9) style.textIndent = `${(2 * (x - 9) * SCALE).toFixed(2)}px`;
}

/** Where the baseline of a digit lies that stands in the middle of the box. */
const MIDDLE = 12.8;

function background(number: number): string {
  return `--badge-${number}`;
}

/** Makes the backgrounds in the colours that the element has now; call it again when the theme turns. */
export function paintBadges(element: HTMLElement): void {
  const colours = getComputedStyle(element);
  for (let number = 0; number < 10; number += 1) {
    const name = /--[\w-]+/.exec(objectColour(number).text)?.[0] ?? "";
    const fill = encodeURIComponent(colours.getPropertyValue(name).trim());
    const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'><path fill='${fill}' d='${silhouette(number).path}'/></svg>`;
    element.style.setProperty(background(number), `url("data:image/svg+xml,${svg}")`);
  }
}
