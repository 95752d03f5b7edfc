/** Why: whoever judges corrected masks, and whose they are, sees at a glance what a reviewer drew, and goes there. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { CorrectedFrame } from "../api/types";
import { ObjectBadge } from "../caption/ObjectBadge";
import { Pill } from "../ui/Pill";
import { changeOf } from "./changedFrame";
import { frameClock, when } from "./labels";
import "./corrected-frames.css";

type CorrectedFramesProps = {
  readonly corrections: readonly CorrectedFrame[];
  readonly onGo: (correction: CorrectedFrame) => void;
};

/** Nothing while nothing was corrected. */
export function CorrectedFrames({ corrections, onGo }: CorrectedFramesProps) {
  if (corrections.length === 0) return null;
  return (
    <section className="corrected" aria-label={t`Corrected in review`}>
      <div className="panel-h">
        <h2>
          <Trans>Corrected in review</Trans>
        </h2>
        <Pill tone="info">{`${corrections.length}`}</Pill>
      </div>
      <ul>
        {corrections.map((one) => (
          <li key={`${one.track}/${one.frame}`}>
            <button type="button" title={one.label} onClick={() => onGo(one)}>
              <ObjectBadge number={one.number} />
              <span className="col">
                <span className="num">{`${frameClock(one.frame)} ${changeOf(one)}`}</span>
                <span className="f3 t12">{`${one.by.name}, ${when(one.saved)}`}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
