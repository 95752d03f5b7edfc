/** Why: why work comes back, so that the guideline and not only the person can be mended. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Dashboard, Step } from "../../api/types";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { stepNumber } from "../labels";
import { Amount } from "./Amount";

export function Reasons({ slug, told }: { slug: string; told: Dashboard }) {
  const most = Math.max(1, ...told.reasons.map(({ count }) => count));
  const steps: readonly Step[] = ["caption", "masks"];
  return (
    <Panel title={t`Reasons for returning`} className="overview-reasons">
      {told.reasons.length === 0 && <EmptyState title={t`Nothing was returned on these days`} />}
      {steps.map((step) => {
        const rows = told.reasons.filter((row) => row.step === step);
        return (
          rows.length > 0 && (
            <section key={step} aria-label={stepNumber[step]}>
              <h3 className="f3 t12">{stepNumber[step]}</h3>
              <ul>
                {rows.map((row) => (
                  <li key={row.reason} className="reason">
                    <span>{row.text}</span>
                    <span className="reason-bar" aria-hidden="true">
                      <i className={`reason-${step}`} style={{ width: `${(row.count / most) * 100}%` }} />
                    </span>
                    <Amount slug={slug} of={row} name={t`Returned for ${row.text}`} className="tr" />
                  </li>
                ))}
              </ul>
            </section>
          )
        );
      })}
      <p className="f3 t12 overview-note">
        <Trans>Clips returned in the period. One clip can carry several reasons.</Trans>
      </p>
    </Panel>
  );
}
