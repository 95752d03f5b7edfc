/**
 * Why: one address a task. Step and right decide the screen: the author edits, the inspector judges, others read. An inspector
 * who corrects masks draws on the author's screen.
 */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, lazyRouteComponent, useParams, useSearch } from "@tanstack/react-router";
import { Suspense } from "react";
import { describe } from "../api/error";
import { useClipWork, useWork } from "../api/queries";
import { useProjectSocket } from "../api/socket";
import type { WorkCard } from "../api/types";
import { withTexts } from "../language/language";
import { LoadError } from "../ui/EmptyState";
import { Spinner } from "../ui/Spinner";
import { LeaseLost, useLost } from "./LeaseLost";
import { useNoticeToasts } from "./useNoticeToasts";

const SCREENS = {
  caption: lazyRouteComponent(
    withTexts(["caption"], () => import("./caption/CaptionScreen")),
    "CaptionScreen",
  ),
  masks: lazyRouteComponent(
    withTexts(["masks", "caption"], () => import("./masks/MasksScreen")),
    "MasksScreen",
  ),
  "review-caption": lazyRouteComponent(
    withTexts(["caption"], () => import("./review-caption/ReviewCaptionScreen")),
    "ReviewCaptionScreen",
  ),
  "review-masks": lazyRouteComponent(
    withTexts(["masks", "caption"], () => import("./review-masks/ReviewMasksScreen")),
    "ReviewMasksScreen",
  ),
};

function screenFor(work: WorkCard, correct: boolean) {
  const corrects = correct && work.step === "masks" && work.can.correct;
  return SCREENS[work.can.review && !corrects ? (`review-${work.step}` as const) : work.step];
}

export function WorkScreen() {
  const { project, clip, step } = useParams({ from: "/signed-in/p/$project/clips/$clip/$step" });
  const found = useClipWork(project, Number(clip), step);
  useProjectSocket(project);
  useNoticeToasts(project);
  if (found.data !== undefined) return <Task id={found.data} />;
  return found.isError ? <NotOpened error={found.error} onRetry={() => found.refetch()} /> : <Opening />;
}

function Opening() {
  return (
    <main className="alone">
      <Spinner label={t`Opening the task`} />
    </main>
  );
}

function NotOpened({ error, onRetry }: { error: Error; onRetry: () => unknown }) {
  return (
    <main className="alone">
      <div className="col g12">
        <LoadError title={t`This task could not be opened`} text={describe(error)} onRetry={onRetry} />
        <Link to="/" className="btn">
          <Trans>To my queue</Trans>
        </Link>
      </div>
    </main>
  );
}

function Task({ id }: { id: number }) {
  const work = useWork(id);
  const [lost, look] = useLost(work.data);
  const { correct = false } = useSearch({ from: "/signed-in/p/$project/clips/$clip/$step" });
  if (!work.data) return work.isError ? <NotOpened error={work.error} onRetry={() => work.refetch()} /> : <Opening />;
  const Screen = screenFor(work.data, correct);
  return (
    <Suspense fallback={<Opening />}>
      <Screen key={work.data.id} work={work.data} />
      {lost && <LeaseLost work={work.data} onClose={look} />}
    </Suspense>
  );
}
