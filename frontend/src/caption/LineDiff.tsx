/** Two versions of a longer text as one: changed lines with their words, and what stayed folded to the lines around them. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keyed, Runs } from "./DiffText";
import { type Block, compareLines } from "./lineDiff";
import "./diff.css";

/** Lines that stay in view before and after a change. */
const AROUND = 2;

export function LineDiff({ before, after }: { readonly before: string; readonly after: string }) {
  const blocks = compareLines(before, after);
  if (!blocks.some(({ changed }) => changed))
    return (
      <p className="f3">
        <Trans>These two are the same.</Trans>
      </p>
    );
  return (
    <div className="line-diff">
      {keyed(blocks).map(([key, block]) =>
        block.changed ? (
          <Runs key={key} runs={block.runs} />
        ) : (
          <Stayed key={key} block={block} first={key === 0} last={key === blocks.length - 1} />
        ),
      )}
    </div>
  );
}

function Stayed({ block, first, last }: { readonly block: Block; readonly first: boolean; readonly last: boolean }) {
  const lines = block.runs
    .map(({ text }) => text)
    .join("")
    .split(/(?<=\n)/u);
  const head = first ? 0 : AROUND;
  const tail = last ? 0 : AROUND;
  const folded = lines.length - head - tail;
  if (folded < 3) return <span>{lines.join("")}</span>;
  return (
    <>
      <span>{lines.slice(0, head).join("")}</span>
      <span className="fold">{t`${folded} lines stay as they are`}</span>
      <span>{tail > 0 ? lines.slice(-tail).join("") : ""}</span>
    </>
  );
}
