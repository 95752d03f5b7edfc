/** The objects of the clip: what they are, whether their masks are shown, how many findings they have. */

import { Eye, EyeOff } from "lucide-react";
import type { Track } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { IconButton } from "../../ui/Button";
import { Pill } from "../../ui/Pill";
import type { Pin } from "./pins";

type ObjectListProps = {
  readonly tracks: readonly Track[];
  readonly pins: readonly Pin[];
  readonly hidden: ReadonlySet<number>;
  readonly onToggle: (track: number) => void;
  readonly onHover: (number: number | null) => void;
};

export function ObjectList({ tracks, pins, hidden, onToggle, onHover }: ObjectListProps) {
  return (
    <ul aria-label="Objects">
      {tracks.map(({ id, number, label }) => {
        const found = pins.filter(({ track }) => track === id).length;
        const off = hidden.has(id);
        return (
          <li
            key={id}
            className="rm-object"
            onPointerEnter={() => onHover(number)}
            onPointerLeave={() => onHover(null)}
          >
            <span className={off ? "rm-off" : ""}>
              <ObjectBadge number={number} size="s22" />
            </span>
            <span className="ell sp" title={label}>
              {label}
            </span>
            {found > 0 ? <Pill tone="warn">{found === 1 ? "1 finding" : `${found} findings`}</Pill> : null}
            <IconButton
              size="sm"
              label={off ? `Show object ${number}` : `Hide object ${number}`}
              icon={off ? EyeOff : Eye}
              aria-pressed={off}
              onClick={() => onToggle(id)}
            />
          </li>
        );
      })}
    </ul>
  );
}
