/** Why: a measure worth trusting prefers a right caption in other words to a nearly equal one that is wrong. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useWritePair } from "../../api/studies";
import type { StudyWork } from "../../api/types";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { count } from "../labels";

export function Pairs({ work }: { work: StudyWork }) {
  const { done, total } = work.own_pairs;
  return (
    <Panel
      title={t`Write`}
      meta={
        <span className="f3 t12 num">
          <Trans>
            {count(done)} of {count(total)} written
          </Trans>
        </span>
      }
    >
      <p className="f2 note">
        <Trans>
          For each true caption, write one that says the same in quite other words, and one that keeps nearly all its
          words and is wrong.
        </Trans>
      </p>
      <ol className="pairs">
        {work.pairs.map((pair, at) => (
          <li key={pair.id}>
            <OnePair study={work.id} pair={pair} place={at + 1} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function OnePair({ study, pair, place }: { study: number; pair: StudyWork["pairs"][number]; place: number }) {
  const [positive, setPositive] = useState(pair.positive);
  const [negative, setNegative] = useState(pair.negative);
  const write = useWritePair(study);
  const kept = positive === pair.positive && negative === pair.negative;
  const why = !positive.trim() || !negative.trim() ? t`Write both.` : kept ? t`This is saved.` : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!why && !write.isPending) write.mutate({ pair: pair.id, positive: positive.trim(), negative: negative.trim() });
  };
  return (
    <form onSubmit={submit} className="col g6" aria-label={t`Caption ${place}`}>
      <p>{pair.truth}</p>
      <div className="two">
        <TextField
          label={t`Right, in other words`}
          maxLength={5000}
          value={positive}
          onChange={(event) => setPositive(event.target.value)}
        />
        <TextField
          label={t`Wrong, in nearly the same words`}
          maxLength={5000}
          value={negative}
          onChange={(event) => setNegative(event.target.value)}
        />
      </div>
      <div className="row">
        <Button type="submit" size="sm" busy={write.isPending} blocked={why}>
          {kept && pair.positive ? t`Saved` : t`Save`}
        </Button>
        {write.isError && (
          <span className="err t12" role="alert">
            {describe(write.error)}
          </span>
        )}
      </div>
    </form>
  );
}
