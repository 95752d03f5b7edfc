/** Why: a model that is live drafts nothing while no worker runs, and nobody but a lead can do something about it. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useDraftLine } from "../../api/modelDrafts";
import type { DraftLine } from "../../api/types";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { duration, when, whenShort } from "../labels";

/** Nothing while a worker is there. */
export function NoWorker({ slug }: { readonly slug: string }) {
  const line = useDraftLine(slug).data;
  if (!line || line.workers > 0) return null;
  return (
    <Panel
      className="model-silent"
      title={t`No model worker runs`}
      meta={
        line.waiting > 0 && (
          <Pill tone="warn" icon={TriangleAlert}>
            {plural(line.waiting, { one: "# waits", other: "# wait" })}
          </Pill>
        )
      }
    >
      <div className="col g8 model-empty f2" role="status">
        <p>{waitingOf(line)}</p>
        <p>{line.heard === null ? t`None was heard of lately.` : t`One was last heard of ${when(line.heard)}.`}</p>
        <p>
          <Trans>
            Have one started on a machine that has the model's packages:{" "}
            <code>
              <Trans>python -m docker.services model</Trans>
            </code>
            , or{" "}
            <code>
              <Trans>TETHER_MODEL=1 make run</Trans>
            </code>{" "}
            where everything runs on one. It then stands on the page{" "}
            <Link to="/p/$project/machines" params={{ project: slug }}>
              Machines
            </Link>
            , and what waits is drafted by itself.
          </Trans>
        </p>
      </div>
    </Panel>
  );
}

function waitingOf({ waiting, since, minutes }: DraftLine): string {
  if (since === null) return t`What people ask for now waits until one does.`;
  const drafts = plural(waiting, { one: "# draft waits", other: "# drafts wait" });
  const long = duration((minutes ?? 0) * 60);
  return t`${drafts}, the oldest for ${long}, since ${whenShort(since)}.`;
}
