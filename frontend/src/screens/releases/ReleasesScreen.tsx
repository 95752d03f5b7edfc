/** Why: what was handed out, for good. A release never changes; a mistake is fixed in the next one. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, useParams } from "@tanstack/react-router";
import { GitCompareArrows } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useProject, useRelease, useReleases } from "../../api/queries";
import { Button, buttonClass } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/Icon";
import { Skeleton } from "../../ui/Skeleton";
import { NewReleaseDialog } from "./NewReleaseDialog";
import { ReleaseDetail } from "./ReleaseDetail";
import { ReleaseList } from "./ReleaseList";
import "./releases.css";

export function ReleasesScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const lead = useProject(slug).data?.role === "lead";
  const releases = useReleases(slug);
  const [chosen, setChosen] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);

  const all = [...(releases.data?.releases ?? [])].sort((a, b) => b.created.localeCompare(a.created));
  const published = all.filter(({ state }) => state === "published");
  const ready = releases.data?.ready ?? 0;
  useHotkeys(lead && ready > 0 ? { n: () => setAsking(true) } : {});
  const selected = all.find(({ id }) => id === chosen) ?? all.find(({ state }) => state === "published") ?? all[0];
  const detail = useRelease(selected?.id);
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Releases</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>Immutable. A mistake is fixed in the next version, never in place.</Trans>
        </span>
        <span className="sp" />
        {releases.data && (
          <span className="f2 t12 num">
            <Trans>{plural(ready, { one: "# clip", other: "# clips" })} ready</Trans>
          </span>
        )}
        {published.length > 1 && (
          <Link to="/p/$project/releases/changes" params={{ project: slug }} className={buttonClass("plain")}>
            <Icon of={GitCompareArrows} />
            <Trans>Compare…</Trans>
          </Link>
        )}
        {lead && (
          <Button
            variant="primary"
            keys={["N"]}
            blocked={ready === 0 ? t`No clip is ready: masks must be approved first.` : undefined}
            onClick={() => setAsking(true)}
          >
            <Trans>New release</Trans>
          </Button>
        )}
      </header>
      {releases.isPending && (
        <div className="releases-state">
          <Skeleton rows={4} height={48} />
        </div>
      )}
      {releases.isError && (
        <div className="releases-state">
          <LoadError
            title={t`Releases could not be loaded`}
            text={describe(releases.error)}
            onRetry={() => releases.refetch()}
          />
        </div>
      )}
      {releases.data && !selected && (
        <div className="releases-state">
          <EmptyState title={t`No release yet`}>
            {ready > 0
              ? t`${plural(ready, { one: "# clip", other: "# clips" })} could go into the first one.`
              : t`A release takes the clips whose masks are approved. None is ready yet.`}
          </EmptyState>
        </div>
      )}
      {selected && (
        <div className="releases">
          <ReleaseList releases={all} selected={selected.id} onSelect={setChosen} />
          <ReleaseDetail
            key={selected.id}
            release={detail.data ?? selected}
            building={all.filter(({ state }) => state !== "published" && state !== "failed")}
            files={detail}
            lead={lead}
          />
        </div>
      )}
      {asking && (
        <NewReleaseDialog
          slug={slug}
          ready={ready}
          lacking={releases.data?.ready_without_reviewed_prompts ?? 0}
          formats={releases.data?.formats ?? []}
          versions={all.map(({ version }) => version)}
          onClose={() => setAsking(false)}
          onMade={({ id }) => {
            setAsking(false);
            setChosen(id);
          }}
        />
      )}
    </>
  );
}
