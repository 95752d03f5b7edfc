/** Why: what captions shall be is written in one place that everybody reads, and every change of it can be looked up. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { PenLine } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useGuideline } from "../../api/guideline";
import type { Guideline } from "../../api/types";
import { GuidelineText } from "../../caption/GuidelineText";
import { LineDiff } from "../../caption/LineDiff";
import { Button } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { MarkSeen } from "../MarkSeen";
import { draftOf } from "./draft";
import { Editing } from "./Editing";
import { Versions } from "./Versions";
import { byLine, type View } from "./view";
import "./guideline.css";

export function GuidelineScreen() {
  const { project } = useParams({ from: "/signed-in/shell/p/$project" });
  const newest = useGuideline(project);
  if (newest.data) return <Page key={project} project={project} newest={newest.data} />;
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Guideline</Trans>
        </h1>
      </header>
      <div className="guideline-wait">
        {newest.isError ? (
          <LoadError
            title={t`The guideline could not be loaded`}
            text={describe(newest.error)}
            onRetry={() => void newest.refetch()}
          />
        ) : (
          <Skeleton rows={6} height={24} />
        )}
      </div>
    </>
  );
}

function Page({ project, newest }: { readonly project: string; readonly newest: Guideline }) {
  const [view, setView] = useState<View>({ kind: "read", version: null });
  const waiting = newest.editable && draftOf(project) !== null;
  if (view.kind === "edit") {
    return <Editing project={project} newest={newest} onDone={() => setView({ kind: "read", version: null })} />;
  }
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Guideline</Trans>
        </h1>
        <span className="f3 t12 ell">{t`Version ${newest.version}, ${byLine(newest)}`}</span>
        <span className="sp" />
        {newest.editable ? (
          <Button icon={PenLine} onClick={() => setView({ kind: "edit" })}>
            {waiting ? t`Go on editing` : t`Edit`}
          </Button>
        ) : (
          <span className="f3 t12">
            <Trans>A lead of the project can change it</Trans>
          </span>
        )}
      </header>
      <div className="guideline-page">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
        <section className="guideline-main" aria-label={t`Text`} tabIndex={0}>
          {view.kind === "read" ? (
            <Reading project={project} newest={newest} version={view.version ?? newest.version} />
          ) : (
            <Comparing project={project} newest={newest} from={view.from} to={view.to} />
          )}
        </section>
        <Versions newest={newest} view={view} onView={setView} />
      </div>
    </>
  );
}

function Reading(props: { readonly project: string; readonly newest: Guideline; readonly version: number }) {
  const { project, newest, version } = props;
  const shown = useVersion(project, newest, version);
  if (!shown.data) return <Waiting query={shown} />;
  return (
    <>
      {version < newest.version && (
        <p className="guideline-old t12">{t`This is version ${version}. Version ${newest.version} holds.`}</p>
      )}
      <h2 className="sr">{t`Text of version ${version}`}</h2>
      <GuidelineText text={shown.data.text} />
      <MarkSeen project={project} version={version} seen={shown.data.seen} />
    </>
  );
}

function Comparing(props: {
  readonly project: string;
  readonly newest: Guideline;
  readonly from: number;
  readonly to: number;
}) {
  const { project, newest } = props;
  const from = useVersion(project, newest, props.from);
  const to = useVersion(project, newest, props.to);
  if (!from.data || !to.data) return <Waiting query={from.data ? to : from} />;
  return (
    <section aria-label={t`What changed from version ${props.from} to version ${props.to}`}>
      <h2 className="guideline-changes">{t`From version ${props.from} to version ${props.to}`}</h2>
      <LineDiff before={from.data.text} after={to.data.text} />
    </section>
  );
}

function useVersion(project: string, newest: Guideline, version: number) {
  const old = useGuideline(project, version, version !== newest.version);
  return version === newest.version ? { ...old, data: newest, error: null } : old;
}

function Waiting({ query }: { readonly query: { readonly error: Error | null; readonly refetch: () => unknown } }) {
  if (!query.error) return <Skeleton rows={6} height={24} />;
  return (
    <LoadError
      title={t`This version could not be loaded`}
      text={describe(query.error)}
      onRetry={() => void query.refetch()}
    />
  );
}
