/** Why: who plans a project sees how far each batch is, names it, stops it, lets it go on, and plans all of its clips. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useBatches, useBatchStages } from "../../api/planning";
import { useSession } from "../../api/queries";
import { Button } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { useHotkeys } from "../../ui/hotkeys";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { BatchTable } from "./BatchTable";
import { NameDialog } from "./NameDialog";
import "./batches.css";

const MANAGERS = ["lead", "admin"];

export function BatchesScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const role = useSession().data?.projects.find((place) => place.slug === slug)?.role ?? "viewer";
  if (MANAGERS.includes(role)) return <Managed key={slug} slug={slug} lead={role === "lead"} />;
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Batches</Trans>
        </h1>
      </header>
      <div className="scroll batches">
        <EmptyState title={t`Leads and admins plan the work of a project`}>
          <Trans>What they plan for you stands in your queue.</Trans>
        </EmptyState>
      </div>
    </>
  );
}

function Managed({ slug, lead }: { slug: string; lead: boolean }) {
  const batches = useBatches(slug);
  const stages = useBatchStages(slug);
  const [naming, setNaming] = useState(false);
  const make = () => setNaming(true);
  useHotkeys(naming ? {} : { n: make });
  const failed = batches.error ?? stages.error;
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Batches</Trans>
        </h1>
        {batches.data && (
          <span className="f3 t12 num">{plural(batches.data.length, { one: "# batch", other: "# batches" })}</span>
        )}
        <span className="sp" />
        <Button variant="primary" icon={Plus} keys={["N"]} onClick={make}>
          <Trans>New batch</Trans>
        </Button>
      </header>
      <div className="scroll batches">
        {(batches.isPending || stages.isPending) && <Skeleton rows={4} height={52} />}
        {failed && (
          <LoadError
            title={t`The batches could not be listed`}
            text={describe(failed)}
            onRetry={() => void Promise.all([batches.refetch(), stages.refetch()])}
          />
        )}
        {batches.data?.length === 0 && (
          <EmptyState
            title={t`No batches yet`}
            action={
              <Button size="sm" onClick={make}>
                <Trans>New batch</Trans>
              </Button>
            }
          >
            <Trans>
              A batch is a name for clips that are planned, and stopped, together. Select clips on the page Videos to
              put them in.
            </Trans>
          </EmptyState>
        )}
        {batches.data && batches.data.length > 0 && stages.data && (
          <Panel title={t`By how far they are`} className="batches-table">
            <BatchTable slug={slug} batches={batches.data} stages={stages.data} lead={lead} />
          </Panel>
        )}
      </div>
      {naming && <NameDialog slug={slug} onClose={() => setNaming(false)} />}
    </>
  );
}
