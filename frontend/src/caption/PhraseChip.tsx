/** Caption words tied to objects: tinted and underlined in their colours, closed by their badges. */

import { t } from "@lingui/core/macro";
import { Fragment, type ReactNode } from "react";
import { chipColours } from "./chipColours";
import { ObjectBadge } from "./ObjectBadge";

type PhraseChipProps = {
  readonly ids: readonly string[];
  readonly children: ReactNode;
  readonly lit?: boolean;
  readonly onHover?: (ids: readonly string[] | null) => void;
  readonly onPick?: (() => void) | undefined;
};

export function PhraseChip({ ids, children, lit = false, onHover, onPick }: PhraseChipProps) {
  const props = {
    className: `chip ${ids.length > 1 ? "multi" : ""} ${lit ? "lit" : ""}`,
    style: chipColours(ids) as React.CSSProperties,
    onPointerEnter: () => onHover?.(ids),
    onPointerLeave: () => onHover?.(null),
    onFocus: () => onHover?.(ids),
    onBlur: () => onHover?.(null),
  };
  const inside = (
    <>
      {children}
      <span className="nw">
        {ids.map((id) => (
          <Fragment key={id}>{id === "?" ? <CrowdBadge /> : <ObjectBadge number={Number(id)} size="s14" />}</Fragment>
        ))}
      </span>
    </>
  );
  if (!onPick) return <span {...props}>{inside}</span>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button element cannot break over two lines as the words of a sentence do.
    <span
      {...props}
      role="button"
      tabIndex={0}
      onClick={onPick}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onPick();
      }}
    >
      {inside}
    </span>
  );
}

function CrowdBadge() {
  return (
    <span className="ob s14 crowd" role="img" aria-label={t`crowd`}>
      ?
    </span>
  );
}
