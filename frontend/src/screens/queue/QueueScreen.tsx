/** Why: the first thing an annotator sees: what to do next, and what came back and why. One key starts. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate, useParams } from "@tanstack/react-router";
import { CircleCheck, CloudOff, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useStartNext } from "../../api/mutations";
import { type ReviewOrder, useProject, useQueue } from "../../api/queries";
import { useSaveState } from "../../api/saving";
import type { Question, Queue, WorkCard } from "../../api/types";
import { tag } from "../../language/language";
import { LoadError } from "../../ui/EmptyState";
import { type Hotkeys, useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import { OrderChoice } from "../OrderChoice";
import { inOrder, useReviewOrder } from "../reviewOrder";
import { GiveBackDialog } from "./GiveBackDialog";
import { MyDay } from "./MyDay";
import { NextCard, NothingNext } from "./NextCard";
import { ProjectLine } from "./ProjectLine";
import { QuestionRow } from "./QuestionRows";
import { FinishedCard, InProgressRow, ReturnedRow, ReviewRow } from "./rows";
import { SkipDialog } from "./SkipDialog";
import { ThreadRow } from "./ThreadRows";
import "./queue.css";

const REVIEW_SHOWN = 5;

export function QueueScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const [order, setOrder] = useReviewOrder();
  const queue = useQueue(slug, order);
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>My queue</Trans>
        </h1>
        <span className="sp" />
        <SavedPill />
        <span className="t12 f3 num">
          {new Date().toLocaleDateString(tag(), { weekday: "short", day: "numeric", month: "short" })}
        </span>
      </header>
      <div className="scroll">
        <div className="queue">
          <div className="queue-left">
            {queue.isPending && <Skeleton rows={5} height={64} />}
            {queue.isError && (
              <LoadError
                title={t`Your queue could not be loaded`}
                text={describe(queue.error)}
                onRetry={() => queue.refetch()}
              />
            )}
            {queue.data && <QueueLists slug={slug} queue={queue.data} order={order} onOrder={setOrder} />}
          </div>
          <aside className="queue-side">
            <OwnDay slug={slug} />
            <ProjectLine slug={slug} />
          </aside>
        </div>
      </div>
    </>
  );
}

/** For who makes something; an inspector's day is not measured. */
function OwnDay({ slug }: { slug: string }) {
  const role = useProject(slug).data?.role;
  return role === "annotator" || role === "lead" ? <MyDay slug={slug} /> : null;
}

function SavedPill() {
  const { status, pending } = useSaveState();
  if (status === "saved") {
    return (
      <Pill tone="line">
        <Icon of={CircleCheck} size="s12" tone="ok" />
        <Trans>All work saved</Trans>
      </Pill>
    );
  }
  if (status === "conflict" || status === "refused") {
    return (
      <Pill tone="bad" icon={TriangleAlert}>
        <Trans>{plural(pending, { one: "# change", other: "# changes" })} not accepted, open the task to decide</Trans>
      </Pill>
    );
  }
  return (
    <Pill tone="warn" icon={CloudOff}>
      <Trans>{plural(pending, { one: "# change", other: "# changes" })} kept on this computer</Trans>
    </Pill>
  );
}

type QueueListsProps = {
  readonly slug: string;
  readonly queue: Queue;
  readonly order: ReviewOrder;
  readonly onOrder: (order: ReviewOrder) => void;
};

function QueueLists({ slug, queue, order, onOrder }: QueueListsProps) {
  const role = useProject(slug).data?.role;
  const navigate = useNavigate();
  const startNext = useStartNext(slug);
  const [givingBack, setGivingBack] = useState<WorkCard | null>(null);
  const [skipping, setSkipping] = useState<WorkCard | null>(null);
  const { next, returned, in_progress, finished } = queue;
  const review = inOrder(queue.to_review, order).slice(0, REVIEW_SHOWN);
  const reviewer = role === "inspector" || role === "lead";

  const open = (work: { readonly id: number }) =>
    void navigate({ to: "/work/$work", params: { work: String(work.id) } });
  const start = () => {
    if (!next || startNext.isPending) return;
    // Not "claim this one": whoever is a second later gets the next one instead of a refusal.
    startNext.mutate(undefined, { onSuccess: open, onError: (error) => toast(describe(error), "failed") });
  };
  const numbered = [...returned, ...in_progress, ...review].slice(0, 9);
  const keyOf = (work: WorkCard) => {
    const at = numbered.findIndex(({ id }) => id === work.id);
    return at < 0 ? undefined : String(at + 1);
  };
  const keys: Record<string, () => void> = { d: start, s: () => next && setSkipping(next) };
  numbered.forEach((work, at) => {
    keys[String(at + 1)] = () => open(work);
  });
  useHotkeys(keys satisfies Hotkeys);

  return (
    <>
      {next ? (
        <NextCard work={next} busy={startNext.isPending} onStart={start} onSkip={() => setSkipping(next)} />
      ) : (
        role !== "inspector" && <NothingNext returned={returned.length} />
      )}
      <Questions slug={slug} questions={queue.questions} />
      {queue.threads.length > 0 && (
        <Section title={t`Questions back`} count={queue.threads.length} tone="warn" meta={t`about work under review`}>
          {queue.threads.map((thread) => (
            <ThreadRow key={thread.id} slug={slug} thread={thread} />
          ))}
        </Section>
      )}
      {returned.length > 0 && (
        <Section
          title={t`Returned to you`}
          count={returned.length}
          tone="warn"
          meta={t`Do these first: they are almost done`}
        >
          {returned.map((work) => (
            <ReturnedRow key={work.id} work={work} shortcut={keyOf(work)} />
          ))}
        </Section>
      )}
      {in_progress.length > 0 && (
        <Section title={t`In progress`} meta={t`held for you while you work, then released to others`}>
          {in_progress.map((work) => (
            <InProgressRow key={work.id} work={work} shortcut={keyOf(work)} onGiveBack={() => setGivingBack(work)} />
          ))}
        </Section>
      )}
      {reviewer && (
        <Section
          title={t`To review`}
          count={queue.to_review.length}
          tone="info"
          meta={queue.to_review.length ? undefined : t`nothing waits for a second look`}
          side={queue.to_review.length > 0 && <OrderChoice order={order} onChange={onOrder} />}
        >
          {review.map((work) => (
            <ReviewRow key={work.id} work={work} shortcut={keyOf(work)} />
          ))}
        </Section>
      )}
      {finished.length > 0 && (
        <section aria-label={t`Finished`}>
          <div className="sh">
            <h2>
              <Trans>Finished</Trans>
            </h2>
            <span className="f3 t12 num">
              {plural(finished.length, { one: "# latest task", other: "# latest tasks" })}
            </span>
          </div>
          <div className="finished">
            {finished.map((work) => (
              <FinishedCard key={work.id} work={work} />
            ))}
          </div>
        </section>
      )}
      {skipping && <SkipDialog work={skipping} onClose={() => setSkipping(null)} />}
      {givingBack && <GiveBackDialog work={givingBack} onClose={() => setGivingBack(null)} />}
    </>
  );
}

function Questions({ slug, questions }: { slug: string; questions: readonly Question[] }) {
  const lists = [
    { title: t`Questions to you`, state: "open", tone: "warn", meta: t`Somebody waits with their masks` },
    { title: t`Answers to your questions`, state: "answered", tone: "info", meta: t`of the last seven days` },
  ] as const;
  return lists.map(({ title, state, tone, meta }) => {
    const shown = questions.filter((question) => question.state === state);
    if (shown.length === 0) return null;
    return (
      <Section key={state} title={title} count={shown.length} tone={tone} meta={meta}>
        {shown.map((question) => (
          <QuestionRow key={question.id} slug={slug} question={question} />
        ))}
      </Section>
    );
  });
}

function Section(props: {
  title: string;
  count?: number;
  tone?: "warn" | "info";
  meta?: string | undefined;
  /** At the right end of the title's line. */
  side?: React.ReactNode;
  children: React.ReactNode[];
}) {
  const { title, count = 0, tone = "", meta, side, children } = props;
  return (
    <section aria-label={title}>
      <div className="sh">
        <h2>{title}</h2>
        {count > 0 && <Pill tone={tone}>{count}</Pill>}
        {meta && <span className="f3 t12">{meta}</span>}
        {side}
      </div>
      {children.length > 0 && <div className="lst">{children}</div>}
    </section>
  );
}
