/** A phrase and a picture without masks: where is it? The answer, and the phrases that were tested. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { Button } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { type Blind, outcome } from "./blind";

/** Over the picture while a phrase is asked for. */
export function BlindCard({ blind }: { readonly blind: Blind }) {
  const { asked, phrases, next, toggle } = blind;
  const done = phrases.filter(({ test }) => test !== null).length;
  if (!asked) return null;
  return (
    <section className="rm-float rm-blind" aria-label={t`Blind test`} data-theme="dark">
      <p>
        <span className="f3">
          <Trans>Click</Trans>{" "}
        </span>
        <b>{asked.phrase}</b>
        <span className="f3 t12 num">{t` ${done} of ${phrases.length} tested`}</span>
      </p>
      {asked.test ? (
        <p className="row g6" role="status">
          <Icon of={asked.test.ambiguous ? TriangleAlert : CircleCheck} tone={asked.test.ambiguous ? "warn" : "ok"} />
          {outcome(asked)}
          {asked.test.ambiguous ? t` The phrase is marked ambiguous.` : null}
        </p>
      ) : null}
      <div className="row g6">
        {asked.test && done < phrases.length ? (
          <Button size="sm" onClick={next}>
            <Trans>Next phrase</Trans>
          </Button>
        ) : null}
        <Button size="sm" variant="ghost" keys={["B"]} onClick={toggle}>
          <Trans>End the test</Trans>
        </Button>
      </div>
    </section>
  );
}

/** In the panel: the way in, and how each phrase did. */
export function BlindList({ blind }: { readonly blind: Blind }) {
  const { phrases, blocked, toggle, on } = blind;
  useHotkeys({ b: toggle });
  const tested = phrases.filter(({ test }) => test !== null);
  return (
    <section aria-label={t`Blind tests`}>
      <div className="panel-h">
        <h2>
          <Trans>Blind re-ground</Trans>
        </h2>
        <span className="sp" />
        <Button size="sm" keys={["B"]} blocked={blocked} aria-pressed={on} onClick={toggle}>
          {on ? t`End the test` : t`Test the words`}
        </Button>
      </div>
      <ul>
        {tested.map((one) => (
          <li key={one.start} className="rm-since">
            <div className="row g6">
              {one.numbers.map((number) => (
                <ObjectBadge key={number} number={number} />
              ))}
              <span className="ell">{one.phrase}</span>
              <span className="sp" />
              {one.test?.ambiguous ? (
                <Pill tone="warn">
                  <Trans>ambiguous</Trans>
                </Pill>
              ) : (
                <Pill tone="ok">
                  <Trans>clear</Trans>
                </Pill>
              )}
            </div>
            <span className="f3 t12">{outcome(one)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
