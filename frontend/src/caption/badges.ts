/** The badges at the end of a chip, in the place of its tag: drawn without React, which the editor's text does not know. */

import { WidgetType } from "@codemirror/view";
import { objectColour, silhouette } from "../editor/palette";

const SVG = "http://www.w3.org/2000/svg";

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
    badges.className = "nw";
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
  element.className = id === "?" ? "ob s14 crowd" : "ob s14";
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", id === "?" ? "crowd" : `object ${id}`);
  if (id === "?") element.textContent = "?";
  else element.append(drawing(Number(id)));
  return element;
}

function drawing(number: number): SVGElement {
  const shape = silhouette(number);
  const colour = objectColour(number);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 18 18");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", shape.path);
  path.setAttribute("fill", colour.text);
  const digit = document.createElementNS(SVG, "text");
  digit.setAttribute("x", String(shape.x));
  digit.setAttribute("y", String(shape.y));
  digit.setAttribute("fill", colour.textInk);
  digit.textContent = String(number);
  svg.append(path, digit);
  return svg;
}
