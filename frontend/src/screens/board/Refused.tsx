/** Why: whoever sent a file mends all of it at once, so all that is wrong is listed, the first by name. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleX } from "lucide-react";
import type { PredictionSet } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";

export function Refused({ set }: { set: PredictionSet }) {
  const unnamed = set.faults_total - set.faults.length;
  return (
    <>
      <div className="banner" role="alert">
        <Icon of={CircleX} />
        <span className="sp">
          <Trans>These predictions were refused; nothing of the file was kept. Mend it and send it again.</Trans>
        </span>
      </div>
      <Panel
        title={t`What is wrong`}
        meta={<span className="f3 t12 num">{plural(set.faults_total, { one: "# fault", other: "# faults" })}</span>}
      >
        <ul className="faults">
          {set.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
          {unnamed > 0 && (
            <li className="f3">
              <Trans>and {plural(unnamed, { one: "# more", other: "# more" })}</Trans>
            </li>
          )}
        </ul>
      </Panel>
    </>
  );
}
