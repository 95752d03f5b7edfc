/** Why: one caption at a time against the truth alone; whose it is and what others said would sway a rater. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, Check } from "lucide-react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { describe } from "../../api/error";
import { useProject } from "../../api/queries";
import { useRate, useStudy } from "../../api/studies";
import type { StudyWork } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { count } from "../labels";
import { Pairs } from "./Pairs";
import { Results } from "./Results";
import "./studies.css";

const FROM = "/signed-in/shell/p/$project/studies/$study";

export function StudyScreen() {
  const { project: slug, study } = useParams({ from: FROM });
  const lead = useProject(slug).data?.role === "lead";
  const query = useStudy(Number(study));
  const work = query.data;
  return (
    <>
      <header className="page-h">
        <Link
          to="/p/$project/studies"
          params={{ project: slug }}
          className={buttonClass("plain", "sm")}
          aria-label={t`Back to the studies`}
        >
          <Icon of={ArrowLeft} size="s14" />
        </Link>
        <h1>{work?.name ?? t`Study`}</h1>
        {work?.state === "closed" && (
          <span className="f3 t12">
            <Trans>closed: its ratings stand</Trans>
          </span>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="studies" aria-label={t`Study`} tabIndex={0}>
        {query.isPending && <Skeleton rows={4} height={48} />}
        {query.isError && (
          <LoadError
            title={t`This study could not be loaded`}
            text={describe(query.error)}
            onRetry={() => void query.refetch()}
          />
        )}
        {work && work.state === "open" && work.own_ratings.total > 0 && <Rating work={work} />}
        {work && work.state === "open" && work.pairs.length > 0 && <Pairs work={work} />}
        {work && lead && <Results work={work} />}
        {work && !lead && work.state === "closed" && <EmptyState title={t`This study is closed. Thank you.`} />}
      </section>
    </>
  );
}

function Rating({ work }: { work: StudyWork }) {
  const { sample, own_ratings: own } = work;
  return (
    <Panel
      title={t`Rate`}
      meta={
        <span className="f3 t12 num">
          <Trans>
            {count(own.done)} of {count(own.total)} rated
          </Trans>
        </span>
      }
    >
      {sample ? (
        <OneSample key={sample.id} study={work.id} sample={sample} />
      ) : (
        <EmptyState icon={Check} title={t`You have rated all that was dealt to you`} />
      )}
    </Panel>
  );
}

/** A score in half points as people write it: 15 is 7.5. */
const scoreOf = (halfPoints: number): string => (halfPoints / 2).toFixed(1);

function OneSample({ study, sample }: { study: number; sample: NonNullable<StudyWork["sample"]> }) {
  const [points, setPoints] = useState<number | null>(null);
  const rate = useRate(study);
  const id = useId();
  const slider = useRef<HTMLInputElement>(null);
  useEffect(() => slider.current?.focus({ preventScroll: true }), []); // each caption is rated by the keys that rated the last
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (points !== null && !rate.isPending) rate.mutate({ rating: sample.id, half_points: points });
  };
  return (
    <form onSubmit={submit} className="sample">
      <dl>
        <dt>
          <Trans>True caption</Trans>
        </dt>
        <dd>{sample.truth}</dd>
        <dt>
          <Trans>Caption to rate</Trans>
        </dt>
        <dd>
          {sample.prediction || (
            <span className="f3">
              <Trans>empty</Trans>
            </span>
          )}
        </dd>
      </dl>
      <label htmlFor={id}>
        <Trans>How well does it say what the true caption says, 0 to 10?</Trans>
      </label>
      <div className="row g12">
        <span className="f3 t12 num">0</span>
        <input
          id={id}
          ref={slider}
          type="range"
          min={0}
          max={20}
          step={1}
          value={points ?? 10}
          aria-valuetext={points === null ? t`not rated` : scoreOf(points)}
          onChange={({ target }) => setPoints(Number(target.value))}
          onPointerUp={({ currentTarget }) => setPoints(Number(currentTarget.value))}
        />
        <span className="f3 t12 num">10</span>
        <output htmlFor={id} className="num score">
          {points === null ? "–" : scoreOf(points)}
        </output>
        <Button
          type="submit"
          variant="primary"
          keys={["↵"]}
          busy={rate.isPending}
          blocked={points === null ? t`Move the slider first.` : undefined}
        >
          <Trans>Save, next</Trans>
        </Button>
      </div>
      {rate.isError && (
        <p className="err t12" role="alert">
          {describe(rate.error)}
        </p>
      )}
    </form>
  );
}
