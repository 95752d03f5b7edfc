/** What the inspector asked for in the round before: each leads to its frame and object. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { MapPin } from "lucide-react";
import type { Finding } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { timeOf } from "./opening";

/** The findings of a returned round; nothing when there are none. */
export function FindingList(props: {
  readonly findings: readonly Finding[];
  readonly open: number | null;
  readonly onGo: (finding: Finding) => void;
}) {
  if (props.findings.length === 0) return null;
  return (
    <section aria-label={t`Returned findings`}>
      <div className="sec-h">
        <Trans>Returned to you</Trans>
        <span className="pill warn">{props.findings.length}</span>
        <span className="sp" />
        <kbd>
          <Trans>F8</Trans>
        </kbd>
      </div>
      <ol>
        {props.findings.map((finding, index) => (
          <li key={finding.id}>
            <button
              type="button"
              className={props.open === finding.id ? "chk find on" : "chk find"}
              onClick={() => props.onGo(finding)}
            >
              <MapPin className="ic s14 warn" aria-hidden />
              <span>
                <span className="f1">
                  {index + 1}. {finding.reason_text}
                </span>
                {finding.text && <span className="said">{finding.text}</span>}
                <span className="f3">{finding.by?.name}</span>
              </span>
              <span className="where num">
                {finding.number !== null && <ObjectBadge number={finding.number} />}
                {finding.frame !== null && timeOf(finding.frame)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
