/** A phrase and a picture without masks: where is it? The answer, and the phrases that were tested. */

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
    <section className="rm-float rm-blind" aria-label="Blind test" data-theme="dark">
      <p>
        <span className="f3">Click </span>
        <b>{asked.phrase}</b>
        <span className="f3 t12 num">{` ${done} of ${phrases.length} tested`}</span>
      </p>
      {asked.test ? (
        <p className="row g6" role="status">
          <Icon of={asked.test.ambiguous ? TriangleAlert : CircleCheck} tone={asked.test.ambiguous ? "warn" : "ok"} />
          {outcome(asked)}
          {asked.test.ambiguous ? " The phrase is marked ambiguous." : null}
        </p>
      ) : null}
      <div className="row g6">
        {asked.test && done < phrases.length ? (
          <Button size="sm" onClick={next}>
            Next phrase
          </Button>
        ) : null}
        <Button size="sm" variant="ghost" keys={["B"]} onClick={toggle}>
          End the test
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
    <section aria-label="Blind tests">
      <div className="panel-h">
        <h2>Blind re-ground</h2>
        <span className="sp" />
        <Button size="sm" keys={["B"]} blocked={blocked} aria-pressed={on} onClick={toggle}>
          {on ? "End the test" : "Test the words"}
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
              {one.test?.ambiguous ? <Pill tone="warn">ambiguous</Pill> : <Pill tone="ok">clear</Pill>}
            </div>
            <span className="f3 t12">{outcome(one)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
