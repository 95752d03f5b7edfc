/** Why: who answers for a project can see who did what when, and from where; nothing in it can be changed by anybody. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { History } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { describe } from "../../api/error";
import { useLog } from "../../api/log";
import type { LogFilter } from "../../api/queries";
import type { LogEvent } from "../../api/types";
import { tag } from "../../language/language";
import { Button, IconButton } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { type Column, Table } from "../../ui/Table";
import { clipNumber } from "../labels";
import { Filters } from "./Filters";
import { said, whence } from "./words";
import "./log.css";

const ObjectHistory = lazy(async () => ({ default: (await import("../ObjectHistory")).ObjectHistory }));
const EVERYTHING: LogFilter = { clip: undefined, username: "", topic: "" };
const moment = new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeStyle: "medium" });

interface Shown {
  readonly video: number;
  readonly track: number;
}

export function LogScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const [filter, setFilter] = useState(EVERYTHING);
  const [shown, setShown] = useState<Shown | null>(null);
  const log = useLog(slug, filter);
  const events = log.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Log</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>who did what, when, and from where; nobody can change it</Trans>
        </span>
      </header>
      <div className="scroll log">
        <Filters filter={filter} onFilter={setFilter} onRefresh={() => log.refetch()} busy={log.isFetching} />
        {log.isPending && <Skeleton rows={12} height={32} />}
        {log.isError && (
          <LoadError title={t`The log could not be loaded`} text={describe(log.error)} onRetry={() => log.refetch()} />
        )}
        {log.data && events.length === 0 && (
          <EmptyState title={t`Nothing like this is in the log`}>
            <Trans>Look for another clip, person or kind.</Trans>
          </EmptyState>
        )}
        {events.length > 0 && (
          <Table
            label={t`What happened`}
            columns={columns(filter, setFilter, setShown)}
            rows={events}
            rowKey={({ id }) => id}
          />
        )}
        {log.hasNextPage && (
          <Button size="sm" busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            <Trans>Show earlier</Trans>
          </Button>
        )}
      </div>
      {shown && (
        <Suspense fallback={null}>
          <ObjectHistory video={shown.video} track={shown.track} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </>
  );
}

function columns(
  filter: LogFilter,
  onFilter: (filter: LogFilter) => void,
  onShow: (shown: Shown) => void,
): readonly Column<LogEvent>[] {
  return [
    {
      key: "at",
      head: t`When`,
      cell: ({ at }) => (
        <time dateTime={at} className="num nw f2">
          {moment.format(new Date(at))}
        </time>
      ),
    },
    {
      key: "by",
      head: t`Who`,
      cell: ({ by }) =>
        by ? (
          <button
            type="button"
            className="lnk nw"
            title={t`Only what ${by.name} did`}
            onClick={() => onFilter({ ...filter, username: by.username })}
          >
            {by.name}
          </button>
        ) : (
          <span className="f3">
            <Trans>Tether</Trans>
          </span>
        ),
    },
    { key: "what", head: t`What`, cell: (event) => said(event) },
    {
      key: "clip",
      head: t`Clip`,
      cell: ({ clip }) =>
        clip !== null && (
          <button
            type="button"
            className="lnk num"
            title={t`Only what happened to clip ${clipNumber(clip)}`}
            onClick={() => onFilter({ ...filter, clip })}
          >
            {clipNumber(clip)}
          </button>
        ),
    },
    {
      key: "history",
      head: (
        <span className="sr">
          <Trans>History of the object</Trans>
        </span>
      ),
      cell: ({ payload: { video, track } }) =>
        typeof track === "number" &&
        typeof video === "number" && (
          <IconButton
            size="sm"
            label={t`History of this object`}
            icon={History}
            onClick={() => onShow({ video, track })}
          />
        ),
    },
    { key: "via", head: t`From`, cell: (event) => <span className="f3">{whence(event)}</span> },
  ];
}
