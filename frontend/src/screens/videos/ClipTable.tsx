/** Why: the list itself. It grows as one scrolls, and a change elsewhere arrives without a reload. */
import { useEffect, useRef } from "react";
import { describe } from "../../api/error";
import { useVideos, type VideoFilter } from "../../api/queries";
import type { VideoRow } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { Spinner } from "../../ui/Spinner";
import { type Column, Table } from "../../ui/Table";
import { clipNumber, clock, stages, whenShort } from "../labels";

function StagePill({ row }: { row: VideoRow }) {
  const { text, tone, icon } = stages[row.stage];
  return (
    <Pill tone={tone} icon={icon}>
      {text}
    </Pill>
  );
}

const COLUMNS: readonly Column<VideoRow>[] = [
  {
    key: "picture",
    head: <span className="sr">Picture</span>,
    cell: (row) => <img className="thumb clip-pic" src={row.thumbnail} alt="" loading="lazy" />,
  },
  {
    key: "clip",
    head: "Clip",
    cell: (row) => (
      <>
        <span className="med">{clipNumber(row.number)}</span>
        <span className="f3 t11 clip-name" title={row.name}>
          {row.name}
        </span>
      </>
    ),
  },
  { key: "source", head: "Source", cell: (row) => <span className="f2 clip-source">{row.source}</span> },
  { key: "length", head: "Length", right: true, cell: (row) => clock(row.seconds) },
  { key: "size", head: "Size", cell: (row) => <span className="f2">{Math.min(row.width, row.height)}p</span> },
  {
    key: "fps",
    head: "Fps",
    right: true,
    cell: (row) => <span className="f2">{Number(row.source_fps.toFixed(2))}</span>,
  },
  { key: "objects", head: "Objects", right: true, cell: (row) => row.objects || "–" },
  { key: "state", head: "State", cell: (row) => <StagePill row={row} /> },
  { key: "with", head: "With", cell: (row) => <span className="f2">{row.stage_with?.name ?? ""}</span> },
  {
    key: "flags",
    head: "Flags",
    cell: (row) => (
      <span className="f3 clip-flags" title={row.notes.join(", ")}>
        {row.notes.join(", ")}
      </span>
    ),
  },
  { key: "changed", head: "Changed", right: true, cell: (row) => <span className="f3">{whenShort(row.changed)}</span> },
];

export function ClipTable(props: {
  slug: string;
  filter: VideoFilter;
  selected: number | null;
  onSelect: (id: number) => void;
  lead: boolean;
  onUpload: () => void;
}) {
  const { slug, filter, selected, onSelect, lead, onUpload } = props;
  const videos = useVideos(slug, filter);
  const rows = videos.data?.pages.flatMap((page) => page.videos) ?? [];
  const filtered = Boolean(filter.search || filter.stage);
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
            title="The list could not be loaded"
            text={describe(videos.error)}
            onRetry={() => videos.refetch()}
          />
        </div>
      )}
      {rows.length > 0 && (
        <Table
          label="Clips"
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => row.id}
          rowName={(row) => `Clip ${clipNumber(row.number)}, ${stages[row.stage].text}`}
          selected={selected}
          onSelect={(row) => onSelect(row.id)}
        />
      )}
      {rows.length === 0 && !videos.isError && (
        <div className="padded">
          {filtered ? (
            <EmptyState title="No clip matches">Try fewer words, or any state.</EmptyState>
          ) : (
            <EmptyState
              title="No clips yet"
              action={
                lead && (
                  <Button size="sm" onClick={onUpload}>
                    Upload clips
                  </Button>
                )
              }
            >
              {lead
                ? "Upload some, or drop them on the right."
                : "A lead uploads them; they appear here by themselves."}
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
      {busy ? <Spinner label="Loading more" /> : <Button onClick={onSeen}>Show more</Button>}
    </div>
  );
}
