/** Why: the list itself. It grows as one scrolls, and a change elsewhere arrives without a reload. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useRef } from "react";
import { describe } from "../../api/error";
import { isNarrowed, narrowed, type Sort, type VideoFilter } from "../../api/library";
import { useVideos } from "../../api/queries";
import type { VideoRow } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { Spinner } from "../../ui/Spinner";
import { type Column, Table } from "../../ui/Table";
import { clipNumber, clock, stages, whenShort } from "../labels";
import { allListed, ranged, type Selection, share, toggled } from "./selection";

function StagePill({ row }: { row: VideoRow }) {
  const { text, tone, icon } = stages[row.stage];
  return (
    <Pill tone={tone} icon={icon}>
      {text}
    </Pill>
  );
}

/** What is worth a glance before a clip is opened. */
const flagsOf = (row: VideoRow): readonly string[] => [
  ...(row.round > 1 ? [t`round ${row.round}`] : []),
  ...(row.asked ? [t`question open`] : []),
  ...(row.sure === null ? [] : [t`sure ${row.sure.toFixed(2)}`]),
  ...(row.priority ? [t`priority ${row.priority}`] : []),
  ...(row.deadline ? [t`due ${whenShort(row.deadline)}`] : []),
  ...row.flags,
];

/** Columns whose head orders the list: a second press turns the order round. */
const SORTED: Readonly<Record<string, Sort>> = {
  clip: "number",
  length: "length",
  objects: "objects",
  changed: "changed",
};

function sortable(
  column: Column<VideoRow>,
  filter: VideoFilter,
  onFilter: (filter: VideoFilter) => void,
): Column<VideoRow> {
  const sort = SORTED[column.key];
  if (!sort) return column;
  const here = (filter.sort ?? "number") === sort;
  const up = here && !filter.up;
  const order = filter.up ? "ascending" : "descending";
  return {
    ...column,
    sorted: here ? order : undefined,
    head: (
      <button type="button" className="clip-sort" onClick={() => onFilter(narrowed(filter, { sort, up }))}>
        {column.head}
        {here && <Icon of={filter.up ? ArrowUp : ArrowDown} size="s12" />}
      </button>
    ),
  };
}

const COLUMNS: readonly Column<VideoRow>[] = [
  {
    key: "picture",
    head: (
      <span className="sr">
        <Trans>Picture</Trans>
      </span>
    ),
    cell: (row) => <img className="thumb clip-pic" src={row.thumbnail} alt="" loading="lazy" />,
  },
  {
    key: "clip",
    head: t`Clip`,
    cell: (row) => (
      <>
        <span className="med">{clipNumber(row.number)}</span>
        <span className="f3 t11 clip-name" title={row.name}>
          {row.name}
        </span>
      </>
    ),
  },
  { key: "source", head: t`Source`, cell: (row) => <span className="f2 clip-source">{row.source}</span> },
  { key: "length", head: t`Length`, right: true, cell: (row) => clock(row.seconds) },
  {
    key: "size",
    head: t`Size`,
    cell: (row) => (
      <span className="f2">
        <Trans>{Math.min(row.width, row.height)}p</Trans>
      </span>
    ),
  },
  {
    key: "fps",
    head: t`Fps`,
    right: true,
    cell: (row) => <span className="f2">{Number(row.source_fps.toFixed(2))}</span>,
  },
  { key: "objects", head: t`Objects`, right: true, cell: (row) => row.objects || "–" },
  { key: "state", head: t`State`, cell: (row) => <StagePill row={row} /> },
  { key: "with", head: t`With`, cell: (row) => <span className="f2">{row.stage_with?.name ?? ""}</span> },
  {
    key: "flags",
    head: t`Flags`,
    cell: (row) => (
      <span className="f3 clip-flags" title={[...flagsOf(row), ...row.notes].join(", ")}>
        {flagsOf(row).join(", ")}
      </span>
    ),
  },
  {
    key: "changed",
    head: t`Changed`,
    right: true,
    cell: (row) => <span className="f3">{whenShort(row.changed)}</span>,
  },
];

export function ClipTable(props: {
  slug: string;
  filter: VideoFilter;
  onFilter: (filter: VideoFilter) => void;
  selected: number | null;
  onSelect: (id: number) => void;
  /** Given where clips can be planned. */
  selection: Selection | null;
  onSelection: (selection: Selection) => void;
  lead: boolean;
  onUpload: () => void;
}) {
  const { slug, filter, onFilter, selected, onSelect, selection, onSelection, lead, onUpload } = props;
  const videos = useVideos(slug, filter);
  const rows = videos.data?.pages.flatMap((page) => page.videos) ?? [];
  const listed = rows.map(({ id }) => id);
  const marks = selection && {
    has: ({ id }: VideoRow) => selection.ids.has(id),
    some: share(selection, listed),
    onMark: ({ id }: VideoRow, range: boolean) =>
      onSelection(range ? ranged(selection, listed, id) : toggled(selection, id)),
    onAll: () => onSelection(allListed(selection, listed)),
    allName: t`Select all that are listed`,
  };
  if (videos.isPending) {
    return (
      <div className="clip-list padded">
        <Skeleton rows={5} height={44} />
      </div>
    );
  }
  return (
    <div className="clip-list">
      {videos.isError && (
        <div className="padded">
          <LoadError
            title={t`The list could not be loaded`}
            text={describe(videos.error)}
            onRetry={() => videos.refetch()}
          />
        </div>
      )}
      {rows.length > 0 && (
        <Table
          label={t`Clips`}
          columns={COLUMNS.map((column) => sortable(column, filter, onFilter))}
          rows={rows}
          rowKey={(row) => row.id}
          rowName={(row) => t`Clip ${clipNumber(row.number)}, ${stages[row.stage].text}`}
          selected={selected}
          onSelect={(row) => onSelect(row.id)}
          marks={marks ?? undefined}
        />
      )}
      {rows.length === 0 && !videos.isError && (
        <div className="padded">
          {isNarrowed(filter) ? (
            <EmptyState
              title={t`No clip matches`}
              action={
                <Button size="sm" onClick={() => onFilter({})}>
                  <Trans>Show all</Trans>
                </Button>
              }
            >
              <Trans>Try fewer words, or any state.</Trans>
            </EmptyState>
          ) : (
            <EmptyState
              title={t`No clips yet`}
              action={
                lead && (
                  <Button size="sm" onClick={onUpload}>
                    <Trans>Upload clips</Trans>
                  </Button>
                )
              }
            >
              {lead
                ? t`Upload some, or drop them on the right.`
                : t`A lead uploads them; they appear here by themselves.`}
            </EmptyState>
          )}
        </div>
      )}
      {videos.hasNextPage && <More busy={videos.isFetchingNextPage} onSeen={() => void videos.fetchNextPage()} />}
    </div>
  );
}

/** Fetches the next page when it comes into view; a button for those who do not scroll. */
function More({ busy, onSeen }: { busy: boolean; onSeen: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const seen = useRef(onSeen);
  useEffect(() => {
    seen.current = onSeen;
  });
  useEffect(() => {
    if (busy || !place.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && seen.current());
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [busy]);
  return (
    <div ref={place} className="padded">
      {busy ? (
        <Spinner label={t`Loading more`} />
      ) : (
        <Button onClick={onSeen}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </div>
  );
}
