/** Two captions as one text: what went is struck through, what came is underlined, and a phrase's object may change by itself. */

import { ArrowRight } from "lucide-react";
import { Icon } from "../ui/Icon";
import { chipColours } from "./chipColours";
import type { Run, Stretch } from "./comparison";
import { IdBadge } from "./IdBadge";
import "./diff.css";

/** A comparison of captions to read. */
export function CaptionDiff({ stretches }: { readonly stretches: readonly Stretch[] }) {
  return (
    <p className="caption-diff">
      {keyed(stretches).map(([key, stretch]) =>
        stretch.before === null && stretch.after === null ? (
          <Runs key={key} runs={stretch.runs} />
        ) : (
          <PhraseDiff key={key} {...stretch} />
        ),
      )}
    </p>
  );
}

function PhraseDiff({ runs, before, after }: Stretch) {
  const moved = before !== null && after !== null && before.join() !== after.join();
  const whole = runs.length === 1 ? runs[0]?.change : undefined;
  const ids = after ?? before ?? [];
  const names = ["chip", ids.length > 1 && "multi", moved && "moved"].filter(Boolean).join(" ");
  return (
    <span className={names} style={chipColours(ids) as React.CSSProperties}>
      <Runs runs={runs} />
      <span className="nw">
        {before !== null && (moved || after === null) && whole !== "added" && (
          <del className="ids">
            <Badges ids={before} />
          </del>
        )}
        {moved && <Icon of={ArrowRight} size="s12" />}
        {after !== null && !moved && before !== null && <Badges ids={after} />}
        {after !== null && (moved || before === null) && (
          <ins className="ids">
            <Badges ids={after} />
          </ins>
        )}
      </span>
    </span>
  );
}

function Badges({ ids }: { readonly ids: readonly string[] }) {
  return ids.map((id) => <IdBadge key={id} id={id} />);
}

/** Words with their fates. */
export function Runs({ runs }: { readonly runs: readonly Run[] }) {
  return keyed(runs).map(([key, { change, text }]) => {
    if (change === "same") return <span key={key}>{text}</span>;
    return change === "added" ? <ins key={key}>{text}</ins> : <del key={key}>{text}</del>;
  });
}

/** Parts of a text have their place and no other name. */
export function keyed<T>(parts: readonly T[]): (readonly [key: number, part: T])[] {
  return parts.map((part, place) => [place, part] as const);
}
