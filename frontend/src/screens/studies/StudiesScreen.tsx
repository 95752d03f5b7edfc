/** Why: whoever rates finds what waits for them; a lead starts studies and sees how far each is. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, useParams } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useProject } from "../../api/queries";
import { useStudies } from "../../api/studies";
import type { Study } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { useHotkeys } from "../../ui/hotkeys";
import { Panel } from "../../ui/Panel";
import { ProgressBar } from "../../ui/ProgressBar";
import { Skeleton } from "../../ui/Skeleton";
import { count, when } from "../labels";
import { NewStudyDialog } from "./NewStudyDialog";
import "./studies.css";

export function StudiesScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const lead = useProject(slug).data?.role === "lead";
  const studies = useStudies(slug);
  const [asking, setAsking] = useState(false);
  useHotkeys(lead ? { n: () => setAsking(true) } : {});
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Studies</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>Which caption measure agrees with people? Two raters each, blind.</Trans>
        </span>
        <span className="sp" />
        {lead && (
          <Button variant="primary" keys={["N"]} onClick={() => setAsking(true)}>
            <Trans>New study</Trans>
          </Button>
        )}
      </header>
      <div className="studies">
        {studies.isPending && <Skeleton rows={3} height={48} />}
        {studies.isError && (
          <LoadError
            title={t`Studies could not be loaded`}
            text={describe(studies.error)}
            onRetry={() => void studies.refetch()}
          />
        )}
        {studies.data?.studies.length === 0 && (
          <EmptyState icon={FlaskConical} title={t`No study`}>
            {lead
              ? t`A study has people rate captions that scored models predicted.`
              : t`Nothing waits for you here; the lead deals studies out.`}
          </EmptyState>
        )}
        {studies.data?.studies.map((study) => (
          <Card key={study.id} slug={slug} study={study} lead={lead} />
        ))}
      </div>
      {asking && <NewStudyDialog slug={slug} onClose={() => setAsking(false)} />}
    </>
  );
}

function Card({ slug, study, lead }: { slug: string; study: Study; lead: boolean }) {
  const { own_ratings: own, own_pairs: pairs } = study;
  return (
    <Panel
      title={
        <Link to="/p/$project/studies/$study" params={{ project: slug, study: `${study.id}` }}>
          {study.name}
        </Link>
      }
      meta={<span className="f3 t12">{`${study.state}, ${when(study.created)}`}</span>}
    >
      <dl className="shares num">
        {own.total > 0 && <Share name={t`Your ratings`} {...own} />}
        {pairs.total > 0 && <Share name={t`Your captions`} {...pairs} />}
        {lead && <Share name={t`All ratings`} {...study.ratings} />}
        {lead && study.pairs_written.total > 0 && <Share name={t`All captions`} {...study.pairs_written} />}
      </dl>
    </Panel>
  );
}

function Share({ name, done, total }: { name: string; done: number; total: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Trans>
          {count(done)} of {count(total)}
        </Trans>
        <ProgressBar label={name} done={done} total={total} tone={done === total ? "ok" : "info"} />
      </dd>
    </div>
  );
}
