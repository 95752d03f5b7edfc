/** The guideline's checklist beside the checks; ticks are kept with the caption. The text itself is fetched when it is opened. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { BookOpen, Sparkle } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { describe } from "../../../api/error";
import { useGuideline } from "../../../api/guideline";
import type { Guideline, WorkCard } from "../../../api/types";
import { checklist } from "../../../caption/checklist";
import { Button } from "../../../ui/Button";
import { LoadError } from "../../../ui/EmptyState";
import { Pill } from "../../../ui/Pill";
import { Skeleton } from "../../../ui/Skeleton";
import "./guideline-panel.css";

const GuidelineDialog = lazy(async () => ({ default: (await import("./GuidelineDialog")).GuidelineDialog }));

type GuidelinePanelProps = {
  readonly project: string;
  readonly work: WorkCard;
  readonly ticked: readonly string[];
  /** Left out where the caption cannot be written. */
  readonly onTick?: ((ticked: readonly string[]) => void) | undefined;
};

export function GuidelinePanel({ project, ticked, onTick }: GuidelinePanelProps) {
  const { data, isPending, error, refetch } = useGuideline(project);
  const items = useMemo(() => checklist(data?.text ?? ""), [data?.text]);
  const done = items.filter((item) => ticked.includes(item)).length;
  return (
    <section className="panel guideline-panel" aria-label={t`Guideline`}>
      <div className="panel-h">
        <h2>
          <Trans>Guideline</Trans>
        </h2>
        <span className="sp" />
        {items.length > 0 && <span className="f3 t12 num">{t`${done} of ${items.length}`}</span>}
      </div>
      {isPending && <Skeleton rows={4} height={16} />}
      {error && !data && (
        <LoadError title={t`The guideline did not load`} text={describe(error)} onRetry={() => void refetch()} />
      )}
      {data && <Checklist items={items} ticked={ticked} onTick={onTick} />}
      {data && <Reading project={project} guideline={data} />}
    </section>
  );
}

type ChecklistProps = { readonly items: readonly string[] } & Pick<GuidelinePanelProps, "ticked" | "onTick">;

function Checklist({ items, ticked, onTick }: ChecklistProps) {
  if (items.length === 0)
    return (
      <p className="f3 t12 guideline-none">
        <Trans>This guideline has no checklist.</Trans>
      </p>
    );
  // Ticks of items that a newer version dropped stay with the caption: they say what was checked.
  const toggle = (item: string) =>
    onTick?.(ticked.includes(item) ? ticked.filter((one) => one !== item) : [...ticked, item]);
  return (
    <ul className="ticks" aria-label={t`Checklist`}>
      {items.map((item) => (
        <li key={item}>
          <label className={ticked.includes(item) ? "tick on" : "tick"}>
            <input
              type="checkbox"
              checked={ticked.includes(item)}
              disabled={onTick === undefined}
              onChange={() => toggle(item)}
            />
            {item}
          </label>
        </li>
      ))}
    </ul>
  );
}

function Reading({ project, guideline }: { readonly project: string; readonly guideline: Guideline }) {
  const [open, setOpen] = useState(false);
  const { seen, last_seen, version } = guideline;
  return (
    <div className="row guideline-foot">
      <Button size="sm" icon={BookOpen} onClick={() => setOpen(true)}>
        {seen || last_seen === null ? t`Read the guideline` : t`Read what changed`}
      </Button>
      {!seen && (
        <Pill tone="info" icon={Sparkle}>
          {last_seen === null ? t`Not read yet` : t`New version ${version}`}
        </Pill>
      )}
      {open && (
        <Suspense fallback={null}>
          <GuidelineDialog project={project} guideline={guideline} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
