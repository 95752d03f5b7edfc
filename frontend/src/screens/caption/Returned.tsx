/** What the inspector asked for; each finding leads to its words. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CornerDownLeft } from "lucide-react";
import type { Finding } from "../../api/types";
import { wordsOf } from "../../caption/places";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";

type ReturnedProps = {
  readonly findings: readonly Finding[];
  readonly plain: string;
  readonly onGo: (start: number, end: number) => void;
};

export function Returned({ findings, plain, onGo }: ReturnedProps) {
  if (findings.length === 0) return null;
  return (
    <section className="panel" aria-label={t`Returned findings`}>
      <div className="panel-h">
        <h2>
          <Trans>Returned to you</Trans>
        </h2>
        <Pill tone="warn" icon={CornerDownLeft}>
          {String(findings.length)}
        </Pill>
      </div>
      <ul>
        {findings.map((finding) => (
          <FindingRow key={finding.id} finding={finding} plain={plain} onGo={onGo} />
        ))}
      </ul>
    </section>
  );
}

function FindingRow({ finding, plain, onGo }: Omit<ReturnedProps, "findings"> & { readonly finding: Finding }) {
  const { start, end } = finding;
  const words = start !== null && end !== null ? wordsOf({ plain }, start, end) : "";
  return (
    <li className="check">
      <Icon of={CornerDownLeft} tone="warn" />
      <div>
        <span className="med">{finding.reason_text}</span>
        {finding.text ? <p className="why">{finding.text}</p> : null}
        {finding.by ? <p className="f3">{finding.by.name}</p> : null}
      </div>
      {words && start !== null && end !== null ? (
        <button type="button" className="lnk t12" onClick={() => onGo(start, end)}>
          {`“${words}”`}
        </button>
      ) : null}
    </li>
  );
}
