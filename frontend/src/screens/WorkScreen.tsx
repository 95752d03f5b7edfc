/** Why: one address a task. Step and right decide the screen: the author edits, the inspector judges, others read. */
import { Link, lazyRouteComponent, useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { describe } from "../api/error";
import { useVideo, useWork } from "../api/queries";
import { useProjectSocket } from "../api/socket";
import type { WorkCard } from "../api/types";
import { LoadError } from "../ui/EmptyState";
import { Spinner } from "../ui/Spinner";

const SCREENS = {
  caption: lazyRouteComponent(() => import("./caption/CaptionScreen"), "CaptionScreen"),
  masks: lazyRouteComponent(() => import("./masks/MasksScreen"), "MasksScreen"),
  "review-caption": lazyRouteComponent(() => import("./review-caption/ReviewCaptionScreen"), "ReviewCaptionScreen"),
  "review-masks": lazyRouteComponent(() => import("./review-masks/ReviewMasksScreen"), "ReviewMasksScreen"),
};

function screenFor(work: WorkCard) {
  return SCREENS[work.can.review ? (`review-${work.step}` as const) : work.step];
}

export function WorkScreen() {
  const { work: id } = useParams({ from: "/signed-in/work/$work" });
  const work = useWork(Number(id));
  useProjectSocket(useVideo(work.data?.video).data?.project);
  if (work.isError && !work.data) {
    return (
      <main className="alone">
        <div className="col g12">
          <LoadError title="This task could not be opened" text={describe(work.error)} onRetry={() => work.refetch()} />
          <Link to="/" className="btn">
            To my queue
          </Link>
        </div>
      </main>
    );
  }
  if (!work.data) {
    return (
      <main className="alone">
        <Spinner label="Opening the task" />
      </main>
    );
  }
  const Screen = screenFor(work.data);
  return (
    <Suspense
      fallback={
        <main className="alone">
          <Spinner label="Opening the task" />
        </main>
      }
    >
      <Screen key={work.data.id} work={work.data} />
    </Suspense>
  );
}
