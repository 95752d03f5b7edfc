/** Why: where all clips are, in the order of the line; the place where most of the open ones wait is marked. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Dashboard } from "../../api/types";
import { Pill } from "../../ui/Pill";
import { stages } from "../labels";
import { Amount } from "./Amount";

const WAITING = ["caption_review", "to_mask", "propagating", "mask_review"];

export function Funnel({ slug, told }: { slug: string; told: Dashboard }) {
  const all = told.funnel.reduce((sum, { count }) => sum + count, 0);
  const waiting = told.funnel.filter(({ stage }) => WAITING.includes(stage));
  const most = Math.max(...waiting.map(({ count }) => count));
  return (
    <ol className="panel funnel" aria-label={t`Clips by stage`}>
      {told.funnel.map((row) => (
        <li key={row.stage} className={`funnel-${stages[row.stage].tone || "plain"}`}>
          <span className="funnel-name f2 t12">{stages[row.stage].text}</span>
          <span className="row">
            <Amount slug={slug} of={row} name={stages[row.stage].text} className="funnel-count" />
            {most > 0 && row.count === most && WAITING.includes(row.stage) && (
              <Pill tone="warn">
                <Trans>most wait</Trans>
              </Pill>
            )}
          </span>
          <span className="funnel-bar" aria-hidden="true">
            <i style={{ width: `${all ? (row.count / all) * 100 : 0}%` }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
