/** One object's mask on the picture: a fill, a dark line and a coloured line that reads on any ground. */

import { memo } from "react";
import { objectColour } from "../editor/palette";
import { pathOf, type Shape } from "../geometry/ring";

export type Emphasis = "rest" | "lit" | "dim" | "chosen";

/** Draws the rings of object `number` even-odd. */
export const ShapeView = memo(function ShapeView(props: {
  readonly number: number;
  readonly shape: Shape;
  readonly emphasis: Emphasis;
}) {
  const path = pathOf(props.shape);
  const colour = objectColour(props.number).video;
  return (
    <g className={`shape ${props.emphasis}`} style={{ color: colour }} data-object={props.number}>
      <path className="fill under" d={path} />
      <path className="over" d={path} />
    </g>
  );
});
