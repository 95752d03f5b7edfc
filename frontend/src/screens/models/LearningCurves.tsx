/** Why: a training that went astray shows in its curves before it shows in any figure: loss and what is right, by stage. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useCheckpointCurves } from "../../api/checkpoints";
import { describe } from "../../api/error";
import type { StageCurves } from "../../api/types";
import { Curves } from "../../ui/Curves";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { count } from "../labels";

const NAMES: Readonly<Record<string, string>> = {
  text: t`words`,
  words: t`words of a patch`,
  named: t`phrase of an object`,
  bce: t`mask, by pixel`,
  dice: t`mask, by overlap`,
  alignment: t`prompt`,
  right: t`words right`,
  found: t`objects told by their phrase`,
  overlap: t`masks' overlap`,
};

export function LearningCurves({ checkpoint }: { readonly checkpoint: number }) {
  const { data, isError, error, refetch } = useCheckpointCurves(checkpoint);
  if (isError)
    return <LoadError title={t`The curves did not come`} text={describe(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={1} height={160} />;
  if (data.stages.length === 0)
    return (
      <Panel title={t`How it learned`}>
        <p className="f2 model-empty">
          <Trans>
            Its log was not registered. Register it again with{" "}
            <code>
              <Trans>--log RUN/log.jsonl</Trans>
            </code>{" "}
            to see its curves here.
          </Trans>
        </p>
      </Panel>
    );
  return (
    <section className="model-curves" aria-label={t`How it learned`}>
      {data.stages.map((one) => (
        <Stage key={one.stage} of={one} />
      ))}
    </section>
  );
}

function Stage({ of: { stage, steps, at, losses, shares } }: { readonly of: StageCurves }) {
  const named = (lines: StageCurves["losses"]) =>
    lines.map(({ name, values }) => ({ name: NAMES[name] ?? name, values }));
  const told = plural(steps, { one: "# step", other: "# steps" });
  return (
    <Panel
      title={t`Stage ${stage}`}
      meta={
        <>
          <span className="sp" />
          <span className="f3 t12 num">{told}</span>
        </>
      }
    >
      <div className="model-curve">
        {losses.length > 0 && (
          <Curves
            label={t`Loss of stage ${stage} over ${told}`}
            at={at}
            end={steps}
            lines={named(losses)}
            height={96}
          />
        )}
        {shares.length > 0 && (
          <Curves
            label={t`What is right in stage ${stage}, of 1, over ${told}`}
            at={at}
            end={steps}
            lines={named(shares)}
            top={1}
            height={48}
          />
        )}
        <p className="row f3 t11 num" aria-hidden="true">
          0<span className="sp" />
          {count(steps)}
        </p>
      </div>
    </Panel>
  );
}
