/**
 * Why: many clips are changed at once only by somebody who has seen what will change and what will be refused. So a plan is
 * tried first, then done, in portions that can be stopped; what was done can be taken back here.
 */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { describe } from "../api/error";
import { freezeBatch, makeBatch, type Portion, planned, planPortions, useBatches } from "../api/planning";
import type { Batch, ClipPlan, ClipVerdict } from "../api/types";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { ProgressBar } from "../ui/ProgressBar";
import { clipNumber, count } from "./labels";
import { missing, PlanForm } from "./PlanForm";
import {
  groupsOf,
  NO_PLAN,
  type Outcome,
  outcomeOf,
  type PlanKind,
  refusalsOf,
  saidOf,
  takenFrom,
  undoOf,
  type Wanted,
} from "./planning";
import "./plan-dialog.css";

const TITLES: Record<PlanKind, string> = {
  priority: t`Set the priority of`,
  deadline: t`Set the deadline of`,
  batch: t`Put into a batch:`,
  person: t`Assign`,
};

type Stage =
  | { readonly at: "form" }
  | { readonly at: "tried" | "done"; readonly outcome: Outcome; readonly stopped: boolean }
  | { readonly at: "undone"; readonly outcome: Outcome; readonly held: boolean };

interface PlanDialogProps {
  readonly slug: string;
  /** Row numbers of the clips. */
  readonly videos: readonly number[];
  readonly kind: PlanKind;
  /** What the fields hold at first. */
  readonly plan?: Partial<ClipPlan>;
  readonly onClose: () => void;
}

export function PlanDialog({ slug, videos, kind, plan = {}, onClose }: PlanDialogProps) {
  const [wanted, setWanted] = useState<Wanted>({ plan: { ...NO_PLAN, ...plan } });
  const [stage, setStage] = useState<Stage>({ at: "form" });
  const [made, setMade] = useState<string | null>(null);
  const run = usePortions(slug);
  const trial = async () => {
    const verdicts = await run.start([{ videos, plan: { ...wanted.plan, trial: true } }]);
    const outcome = outcomeOf(verdicts, wanted.newBatch !== undefined);
    if (verdicts.length === videos.length) setStage({ at: "tried", outcome, stopped: false });
  };
  /** From now on the batch is one of those that are there: what fails after it is tried again with it. */
  const onMade = ({ id, name }: Batch) => {
    const { newBatch: _, ...rest } = wanted;
    setWanted({ ...rest, plan: { ...wanted.plan, batch: id } });
    setMade(name);
  };
  const apply = async () => {
    const verdicts = await run.start([{ videos, plan: wanted.plan }], { wanted, onMade });
    if (verdicts.length === 0) return;
    setStage({ at: "done", outcome: outcomeOf(verdicts), stopped: verdicts.length < videos.length });
  };
  const undo = async (done: Outcome) => {
    const verdicts = await run.start(undoOf(kind, done));
    const held = kind === "person" && takenFrom(done, wanted.plan.step) > 0;
    if (verdicts.length > 0) setStage({ at: "undone", outcome: outcomeOf(verdicts), held });
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (run.progress || missing(kind, wanted)) return;
    void (stage.at === "form" ? trial() : apply());
  };
  const open = stage.at === "form" || stage.at === "tried";
  return (
    <Dialog
      title={`${TITLES[kind]} ${plural(videos.length, { one: "# clip", other: "# clips" })}`}
      {...(!run.progress && { onClose })}
    >
      <form className="col g12" onSubmit={send}>
        {open && (
          <fieldset className="plan-fields" disabled={run.progress !== null}>
            <legend className="sr">
              <Trans>What is planned</Trans>
            </legend>
            <PlanForm
              kind={kind}
              slug={slug}
              wanted={wanted}
              onChange={(next) => {
                setWanted(next);
                setStage({ at: "form" });
              }}
            />
          </fieldset>
        )}
        {stage.at === "tried" && <Preview slug={slug} kind={kind} wanted={wanted} outcome={stage.outcome} />}
        {stage.at === "done" && <Result outcome={stage.outcome} stopped={stage.stopped} all={videos.length} />}
        {stage.at === "undone" && <TakenBack outcome={stage.outcome} held={stage.held} />}
        {run.progress && <Progress {...run.progress} />}
        {run.error && (
          <p className="bad" role="alert">
            {run.error}
            {made && stage.at === "tried" && t` The batch “${made}” is there, still empty; try again to fill it.`}
          </p>
        )}
        <div className="dlg-foot">
          {run.progress ? (
            <Button size="sm" onClick={run.stop}>
              <Trans>Stop</Trans>
            </Button>
          ) : (
            <Button size="sm" keys={["Esc"]} onClick={onClose}>
              {open ? t`Cancel` : t`Close`}
            </Button>
          )}
          {stage.at === "done" && <Undo outcome={stage.outcome} busy={run.progress !== null} onUndo={undo} />}
          {stage.at === "form" && (
            <Button
              size="sm"
              type="submit"
              variant="primary"
              busy={run.progress !== null}
              blocked={missing(kind, wanted)}
            >
              <Trans>See what changes</Trans>
            </Button>
          )}
          {stage.at === "tried" && <Apply outcome={stage.outcome} wanted={wanted} busy={run.progress !== null} />}
        </div>
      </form>
    </Dialog>
  );
}

interface Running {
  readonly done: number;
  readonly total: number;
}

/** Sends portions one after the other: how far it is, what went wrong, and a way to stop. */
function usePortions(slug: string) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<Running | null>(null);
  const [error, setError] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  /**
   * The answer is what is known of the clips, also where it was stopped or failed half way.
   */
  const start = async (portions: readonly Portion[], batch?: BatchWish): Promise<readonly ClipVerdict[]> => {
    const abort = new AbortController();
    running.current = abort;
    const total = portions.reduce((sum, { videos }) => sum + videos.length, 0);
    const verdicts: ClipVerdict[] = [];
    const onVerdicts = (some: readonly ClipVerdict[]) => {
      verdicts.push(...some);
      setProgress({ done: verdicts.length, total });
    };
    setError(null);
    setProgress({ done: 0, total });
    try {
      await planPortions(slug, await withBatch(slug, portions, batch), { signal: abort.signal, onVerdicts });
    } catch (failure) {
      setError(describe(failure));
    }
    setProgress(null);
    if (!portions.every(({ plan }) => plan.trial)) planned(client, slug);
    return verdicts;
  };
  return { progress, error, start, stop: () => running.current?.abort() };
}

interface BatchWish {
  readonly wanted: Wanted;
  readonly onMade: (batch: Batch) => void;
}

/** Portions that name their batch by number; one that is wanted and not there yet is made, and frozen or let go on. */
async function withBatch(slug: string, portions: readonly Portion[], wish?: BatchWish): Promise<readonly Portion[]> {
  if (!wish) return portions;
  const { newBatch, plan, frozen } = wish.wanted;
  let batch = plan.batch;
  if (newBatch !== undefined) {
    const made = await makeBatch(slug, newBatch);
    wish.onMade(made);
    batch = made.id;
  }
  if (frozen !== undefined && batch) await freezeBatch({ id: batch, frozen });
  if (newBatch === undefined) return portions;
  return portions.map((portion) => ({ ...portion, plan: { ...portion.plan, batch: batch ?? null } }));
}

function Progress({ done, total }: Running) {
  return (
    <div className="row g8">
      <ProgressBar label={t`Clips so far`} done={done} total={total} tone="info" className="sp" />
      <span className="num nw f2 t12">
        {count(done)} / {count(total)}
      </span>
    </div>
  );
}

function Preview(props: { slug: string; kind: PlanKind; wanted: Wanted; outcome: Outcome }) {
  const { slug, kind, wanted, outcome } = props;
  const batches = useBatches(slug).data ?? [];
  const taken = kind === "person" ? takenFrom(outcome, wanted.plan.step) : 0;
  return (
    <section className="plan-preview" aria-label={t`What will change`}>
      <p role="status">{saidOf(outcome).replace("changed", outcome.changed.length === 1 ? "changes" : "change")}</p>
      {outcome.changed.length > 0 && (
        <ul className="f2 t12">
          {groupsOf(kind, outcome, batches).map(({ text, count: clips }) => (
            <li key={text}>{t`${plural(clips, { one: "# clip", other: "# clips" })}: ${text} until now`}</li>
          ))}
        </ul>
      )}
      {taken > 0 && (
        <p className="warn t12">{t`${plural(taken, { one: "# clip", other: "# clips" })} will be taken from who has it now. What they saved is kept.`}</p>
      )}
      <Refusals outcome={outcome} />
    </section>
  );
}

function Result({ outcome, stopped, all }: { outcome: Outcome; stopped: boolean; all: number }) {
  const seen = outcome.changed.length + outcome.same.length + outcome.refused.length;
  return (
    <section className="plan-preview" aria-label={t`What became of it`}>
      <p role="status">
        {saidOf(outcome)}
        {stopped && t` Stopped before the other ${count(all - seen)}.`}
      </p>
      <Refusals outcome={outcome} />
    </section>
  );
}

/** `held`: some of it had been in hand, and is begun anew by who had it. */
function TakenBack({ outcome, held }: { outcome: Outcome; held: boolean }) {
  return (
    <section className="plan-preview" aria-label={t`What was taken back`}>
      <p role="status">{t`Taken back: ${saidOf(outcome)}`}</p>
      {held && (
        <p className="f2 t12">
          <Trans>Whoever had work in hand finds it in their queue, reserved for them, as they left it.</Trans>
        </p>
      )}
      <Refusals outcome={outcome} />
    </section>
  );
}

const SHOWN = 400;

function Refusals({ outcome }: { outcome: Outcome }) {
  const refusals = refusalsOf(outcome);
  if (refusals.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no wheel scrolls it with the arrow keys.
    <ul className="plan-refused t12" aria-label={t`Refused`} tabIndex={0}>
      {refusals.slice(0, SHOWN).map(({ text, clips }) => (
        <li key={text}>
          <span className="num med">{clips}</span> <span className="f2">{text}</span>
        </li>
      ))}
    </ul>
  );
}

function Apply({ outcome, wanted, busy }: { outcome: Outcome; wanted: Wanted; busy: boolean }) {
  const { changed } = outcome;
  const [only] = changed.length === 1 ? changed : [];
  const freezes = wanted.frozen !== undefined;
  const text = only?.number
    ? t`Change clip ${clipNumber(only.number)}`
    : t`Change ${plural(changed.length, { one: "# clip", other: "# clips" })}`;
  return (
    <Button
      size="sm"
      type="submit"
      variant="primary"
      busy={busy}
      blocked={changed.length > 0 || freezes ? undefined : t`Nothing would change.`}
    >
      {changed.length > 0 ? text : freezes ? t`Save the batch` : t`Change nothing`}
    </Button>
  );
}

function Undo(props: { outcome: Outcome; busy: boolean; onUndo: (outcome: Outcome) => void }) {
  const { outcome, busy, onUndo } = props;
  if (outcome.changed.length === 0) return null;
  return (
    <Button size="sm" busy={busy} onClick={() => onUndo(outcome)}>
      <Trans>Undo</Trans>
    </Button>
  );
}
