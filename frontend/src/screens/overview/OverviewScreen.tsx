/** Why: whoever runs the line sees in one look how far it is, what it gets done, what comes back and what waits too long. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { type Period, tableAddress, useDashboard } from "../../api/dashboard";
import { ApiError, describe } from "../../api/error";
import type { Dashboard } from "../../api/types";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Skeleton } from "../../ui/Skeleton";
import { timeOfDay } from "../labels";
import { Ages, DiskPanel, Needs, Propagation } from "./Aside";
import { Days } from "./Days";
import { Funnel } from "./Funnel";
import { Minutes } from "./Minutes";
import { People } from "./People";
import { Reasons } from "./Reasons";
import "./overview.css";

const DAY = 86_400_000;
const SPANS = [7, 14, 30, 90] as const;
const TABLES = [
  ["funnel", t`Clips by stage`],
  ["days", t`Clips per day`],
  ["people", t`People`],
  ["pace", t`People's minutes`],
  ["reasons", t`Reasons`],
  ["ages", t`In people's hands`],
  ["machine", t`Propagation`],
  ["minutes", t`Minutes`],
] as const;

export function OverviewScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const period = useSearch({ from: "/signed-in/shell/p/$project/overview" });
  const dashboard = useDashboard(slug, period);
  const refused = dashboard.error instanceof ApiError && dashboard.error.status === 403;
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Overview</Trans>
        </h1>
        {dashboard.data && (
          <span className="f3 t12 num">
            <Trans>updated {timeOfDay(new Date(dashboard.dataUpdatedAt).toISOString())}</Trans>
          </span>
        )}
        <span className="sp" />
        {!refused && <Span slug={slug} told={dashboard.data} />}
        {!refused && <Tables slug={slug} period={period} />}
      </header>
      <div className="scroll overview">
        {dashboard.isPending && <Skeleton rows={6} height={72} />}
        {refused && (
          <EmptyState title={t`The overview is for who runs the line`}>
            <Trans>Leads, inspectors and admins see it. Your own work is in your queue.</Trans>
          </EmptyState>
        )}
        {dashboard.isError && !refused && !dashboard.data && (
          <LoadError
            title={t`The overview could not be loaded`}
            text={describe(dashboard.error)}
            onRetry={() => dashboard.refetch()}
          />
        )}
        {dashboard.data && <Board slug={slug} told={dashboard.data} period={period} />}
      </div>
    </>
  );
}

function Board({ slug, told, period }: { slug: string; told: Dashboard; period: Period }) {
  return (
    <>
      <Funnel slug={slug} told={told} />
      <div className="overview-columns">
        <div className="overview-main">
          <div className="overview-charts">
            <Days slug={slug} told={told} />
            <Minutes slug={slug} period={period} />
          </div>
          <div className="overview-pair">
            <People slug={slug} told={told} period={period} />
            <Reasons slug={slug} told={told} />
          </div>
        </div>
        <div className="overview-aside">
          <Needs slug={slug} told={told} />
          <Ages slug={slug} told={told} />
          <Propagation slug={slug} told={told} />
          <DiskPanel told={told} />
        </div>
      </div>
    </>
  );
}

/** The days that it is about, as a whole number of days up to today. */
function Span({ slug, told }: { slug: string; told: Dashboard | undefined }) {
  const navigate = useNavigate();
  const days = told && Math.round((Date.parse(told.until) - Date.parse(told.since)) / DAY) + 1;
  const items = SPANS.map((span) => ({
    key: String(span),
    text: t`Last ${span} days`,
    chosen: span === days,
    act: () => {
      const since = new Date(Date.now() - (span - 1) * DAY).toISOString().slice(0, 10);
      void navigate({ to: "/p/$project/overview", params: { project: slug }, search: span === 14 ? {} : { since } });
    },
  }));
  return (
    <Menu label={t`Days`} items={items} className="btn">
      {days ? t`Last ${days} days` : t`Days`}
    </Menu>
  );
}

function Tables({ slug, period }: { slug: string; period: Period }) {
  const items = TABLES.map(([table, text]) => ({
    key: table,
    text,
    act: () => window.location.assign(tableAddress(slug, table, period)),
  }));
  return (
    <Menu label={t`Tables as CSV`} items={items} className="btn">
      <Icon of={Download} size="s14" />
      <Trans>CSV</Trans>
    </Menu>
  );
}
