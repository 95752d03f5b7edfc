/** Why: who moves from one version to the next must know what became different, in the data and in its numbers. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, GitCompareArrows } from "lucide-react";
import { useId } from "react";
import { describe } from "../../api/error";
import { useReleases } from "../../api/queries";
import { type ReleasePair, useCompareReleases, useReleaseChanges } from "../../api/releases";
import type { Release } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { ProgressBar } from "../../ui/ProgressBar";
import { Skeleton } from "../../ui/Skeleton";
import { Differences } from "./Differences";
import "./releases.css";

const FROM = "/signed-in/shell/p/$project/releases/changes";

export function ChangesScreen() {
  const { project: slug } = useParams({ from: FROM });
  const asked = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/p/$project/releases/changes" });
  const releases = useReleases(slug);
  const published = (releases.data?.releases ?? []).filter(({ state }) => state === "published");
  const release = asked.release ?? published[0]?.id;
  const since = asked.since ?? published.find(({ id }) => id !== release)?.id;
  const choose = (pair: Partial<ReleasePair>) => void navigate({ search: { ...asked, ...pair } });
  const whole = release !== undefined && since !== undefined && release !== since;
  return (
    <>
      <header className="page-h">
        <Link
          to="/p/$project/releases"
          params={{ project: slug }}
          className={buttonClass("plain", "sm")}
          aria-label={t`Back to the releases`}
        >
          <Icon of={ArrowLeft} size="s14" />
        </Link>
        <h1>
          <Trans>Changes</Trans>
        </h1>
        <span className="sp" />
        <Choice label={t`From`} releases={published} value={since} onChange={(id) => choose({ since: id })} />
        <Choice label={t`To`} releases={published} value={release} onChange={(id) => choose({ release: id })} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="changes" aria-label={t`What changed`} tabIndex={0}>
        {releases.isPending && <Skeleton rows={4} height={48} />}
        {releases.isError && (
          <LoadError
            title={t`Releases could not be loaded`}
            text={describe(releases.error)}
            onRetry={() => void releases.refetch()}
          />
        )}
        {releases.data && !whole && (
          <EmptyState icon={GitCompareArrows} title={t`Two releases are needed`}>
            {published.length < 2
              ? t`A project's second published release can be compared with its first.`
              : t`Choose two that are not the same.`}
          </EmptyState>
        )}
        {whole && <Compared key={`${since} ${release}`} pair={{ release, since }} />}
      </section>
    </>
  );
}

function Choice(props: {
  label: string;
  releases: readonly Release[];
  value: number | undefined;
  onChange: (id: number) => void;
}) {
  const { label, releases, value, onChange } = props;
  const id = useId();
  return (
    <span className="row g8">
      <label htmlFor={id} className="t12 f2">
        {label}
      </label>
      <select id={id} className="sel" value={value ?? ""} onChange={({ target }) => onChange(Number(target.value))}>
        {releases.map((each) => (
          <option key={each.id} value={each.id}>
            {each.version}
          </option>
        ))}
      </select>
    </span>
  );
}

function Compared({ pair }: { pair: ReleasePair }) {
  const query = useReleaseChanges(pair);
  const compare = useCompareReleases();
  const found = query.data;
  if (query.isError)
    return (
      <LoadError
        title={t`These could not be compared`}
        text={describe(query.error)}
        onRetry={() => void query.refetch()}
      />
    );
  if (!found) return <Skeleton rows={4} height={48} />;
  if (found.changes) return <Differences pair={pair} comparison={found} changes={found.changes} />;
  if (found.state === "running")
    return (
      <div className="panel build" role="status">
        <span className="med nw">
          <Trans>Comparing</Trans>
        </span>
        <ProgressBar label={t`Videos compared`} {...found.progress} tone="info" className="sp" />
        <span className="t12 f2 num nw">
          <Trans>{plural(found.progress.done, { one: "# video", other: "# videos" })} compared</Trans>
        </span>
      </div>
    );
  return (
    <EmptyState
      icon={GitCompareArrows}
      title={found.state === "failed" ? t`The comparison failed` : t`Not compared yet`}
      action={
        <Button size="sm" variant="primary" busy={compare.isPending} onClick={() => compare.mutate(pair)}>
          {found.state === "failed" ? t`Try again` : t`Compare`}
        </Button>
      }
    >
      {compare.isError
        ? describe(compare.error)
        : (found.error ?? t`Every file of both is read; it is done once and kept, for a release never changes.`)}
    </EmptyState>
  );
}
