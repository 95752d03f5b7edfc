/** An object named by colour, digit and silhouette at once, so that no one channel has to carry it. */

import { t } from "@lingui/core/macro";
import { objectColour, silhouette } from "../editor/palette";

type ObjectBadgeProps = {
  /** 1 to 9, the tenth is 0. */
  readonly number: number;
  readonly size?: "s14" | "s18" | "s22";
  /** On a picture, where colours do not follow the theme. */
  readonly onVideo?: boolean;
  /** Beside words that name the object already. */
  readonly silent?: boolean;
};

export function ObjectBadge({ number, size = "s18", onVideo = false, silent = false }: ObjectBadgeProps) {
  const colour = objectColour(number);
  const shape = silhouette(number);
  const drawing = (
    <svg viewBox="0 0 18 18" aria-hidden="true">
      <path d={shape.path} fill={onVideo ? colour.video : colour.text} />
      <text x={shape.x} y={shape.y} fill={onVideo ? colour.videoInk : colour.textInk}>
        {number}
      </text>
    </svg>
  );
  if (silent) return <span className={`ob ${size}`}>{drawing}</span>;
  return (
    <span className={`ob ${size}`} role="img" aria-label={t`object ${number}`}>
      {drawing}
    </span>
  );
}
