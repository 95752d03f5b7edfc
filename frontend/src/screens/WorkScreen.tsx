/** Why: one address a task. Step and right decide the screen: the author edits, the inspector judges, others read. */
import { Link, useParams } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";
import { describe } from "../api/error";
import { useVideo, useWork } from "../api/queries";
import { useProjectSocket } from "../api/socket";
import type { WorkCard } from "../api/types";
import { LoadError } from "../ui/EmptyState";
import { Spinner } from "../ui/Spinner";

type Screen = ComponentType<{ work: WorkCard }>;
type Modules = Record<string, () => Promise<Record<string, Screen>>>;

const modules = import.meta.glob("./{caption,masks,review-caption,review-masks}/*Screen.tsx") as Modules;

function open(folder: string, name: string) {
  return lazy(async () => {
    const found = await modules[`./${folder}/${name}.tsx`]?.();
    return { default: found?.[name] ?? (() => <p className="alone">Not built yet.</p>) };
  });
}

const SCREENS = {
  caption: open("caption", "CaptionScreen"),
  masks: open("masks", "MasksScreen"),
  "review-caption": open("review-caption", "ReviewCaptionScreen"),
  "review-masks": open("review-masks", "ReviewMasksScreen"),
};

function screenFor(work: WorkCard): Screen {
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
