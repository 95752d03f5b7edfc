/** Why: one model on one page: its figures beside the live one's, what to know before promoting it, where it came from. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Check, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useMoveCheckpoint } from "../../api/checkpoints";
import { describe } from "../../api/error";
import type { Checkpoint, CheckpointVerb } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { bytes, count, when } from "../labels";
import { Acceptance } from "./Acceptance";
import { LearningCurves } from "./LearningCurves";
import { NoWorker } from "./NoWorker";
import { RulePanel } from "./RulePanel";
import { factsOf, figure, figureRows } from "./state";

interface Shown {
  readonly slug: string;
  readonly checkpoint: Checkpoint;
  readonly active: Checkpoint | undefined;
}

export function CheckpointDetail(props: Shown) {
  return (
    <div className="model">
      {props.active && <NoWorker slug={props.slug} />}
      <LearningCurves checkpoint={props.checkpoint.id} />
      <div className="model-left">
        <Figures {...props} />
        <Origin checkpoint={props.checkpoint} />
      </div>
      <div className="model-right">
        <Moving {...props} />
        <Acceptance slug={props.slug} model={props.checkpoint.name} />
        <RulePanel slug={props.slug} live={props.active !== undefined} />
      </div>
    </div>
  );
}

function Figures({ checkpoint, active }: Shown) {
  const rows = figureRows(checkpoint, active);
  const beside = rows.some(({ before }) => before !== null);
  return (
    <Panel title={t`Figures`} meta={<span className="f3 t12">{checkpoint.split ?? t`not evaluated`}</span>}>
      {rows.length === 0 ? (
        <p className="f2 model-empty">
          <Trans>
            Evaluate it with{" "}
            <code>
              <Trans>model_assist.evaluate</Trans>
            </code>{" "}
            and register it with{" "}
            <code>
              <Trans>--scores</Trans>
            </code>
            .
          </Trans>
        </p>
      ) : (
        <table className="tbl" aria-label={t`Figures`}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Measure</Trans>
              </th>
              <th scope="col" className="r">
                {checkpoint.name}
              </th>
              {beside && (
                <th scope="col" className="r">
                  <Trans>{active?.name}, live</Trans>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, text, value, before }) => (
              <tr key={key}>
                <td>{text}</td>
                <td className="r num">{figure(value)}</td>
                {beside && <td className="r num f2">{before === null ? "–" : figure(before)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

const QUESTIONS: Record<CheckpointVerb, { readonly word: string; readonly text: string }> = {
  promote: {
    word: t`Promote`,
    text: t`From then on it drafts for everybody in the project. What drafted before is kept.`,
  },
  retire: { word: t`Retire`, text: t`From then on nothing drafts. What it suggested stays where it is, marked.` },
  roll_back: {
    word: t`Roll back`,
    text: t`The one before drafts again. What this one suggested stays where it is, marked.`,
  },
};

function Moving({ slug, checkpoint, active }: Shown) {
  const [asked, setAsked] = useState<CheckpointVerb | null>(null);
  const { state, name, before } = checkpoint;
  return (
    <>
      {state !== "active" && (
        <Panel title={active ? t`Promote ${name} over ${active.name}?` : t`Promote ${name}?`}>
          <ul className="model-facts">
            {factsOf(checkpoint, active).map(({ good, text }) => (
              <li key={text} className={good ? "ok" : "warn"}>
                <Icon of={good ? Check : TriangleAlert} size="s14" />
                <span className="f1">{text}</span>
              </li>
            ))}
          </ul>
          <div className="row g8 model-verbs">
            <Button variant="primary" onClick={() => setAsked("promote")}>
              <Trans>Promote…</Trans>
            </Button>
            {state === "candidate" && (
              <Button onClick={() => setAsked("retire")}>
                <Trans>Retire…</Trans>
              </Button>
            )}
          </div>
        </Panel>
      )}
      {state === "active" && (
        <Panel title={before ? t`Roll back to ${before}` : t`Live: ${name}`}>
          <p className="f2 model-empty">
            <Trans>Suggestions that it made stay, marked {name}.</Trans>
          </p>
          <div className="row g8 model-verbs">
            {before && (
              <Button variant="danger" onClick={() => setAsked("roll_back")}>
                <Trans>Roll back…</Trans>
              </Button>
            )}
            <Button onClick={() => setAsked("retire")}>
              <Trans>Retire…</Trans>
            </Button>
          </div>
        </Panel>
      )}
      {asked && <MoveDialog slug={slug} checkpoint={checkpoint} verb={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function MoveDialog(props: {
  readonly slug: string;
  readonly checkpoint: Checkpoint;
  readonly verb: CheckpointVerb;
  readonly onClose: () => void;
}) {
  const { slug, checkpoint, verb, onClose } = props;
  const move = useMoveCheckpoint(slug);
  const { word, text } = QUESTIONS[verb];
  return (
    <Dialog title={`${word} ${checkpoint.name}?`} onClose={onClose}>
      <p className="f2">{text}</p>
      {move.isError && (
        <p role="alert" className="bad t12">
          {describe(move.error)}
        </p>
      )}
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button
          size="sm"
          variant={verb === "promote" ? "primary" : "danger"}
          busy={move.isPending}
          onClick={() => move.mutate({ id: checkpoint.id, verb }, { onSuccess: onClose })}
        >
          {word}
        </Button>
      </div>
    </Dialog>
  );
}

function Origin({ checkpoint }: { readonly checkpoint: Checkpoint }) {
  const { licences, by } = checkpoint;
  const rows = [
    [t`Recipe`, checkpoint.recipe],
    [t`Learned from`, `${checkpoint.release}${checkpoint.ours ? "" : t` of elsewhere`}, ${checkpoint.release_sha256}`],
    [t`Split`, checkpoint.split_sha256],
    [t`Trained to`, t`stage ${checkpoint.stage}, step ${count(checkpoint.step)}, seed ${checkpoint.seed}`],
    [t`Code`, checkpoint.code],
    [t`Weights`, `${bytes(checkpoint.bytes)}, ${checkpoint.sha256}`],
    [t`Began from`, licences.map(({ part, licence }) => `${part}: ${licence}`).join(", ") || t`nobody's weights`],
    [t`Changed`, `${when(checkpoint.changed)}${by ? t` by ${by.name}` : t` from the shell`}`],
  ] as const;
  return (
    <Panel title={t`Where it comes from`}>
      <dl className="model-origin">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt className="f2">{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <details className="model-recipe">
        <summary className="t12">
          <Trans>The recipe, resolved</Trans>
        </summary>
        <pre>{checkpoint.recipe_text}</pre>
      </details>
    </Panel>
  );
}
