/** Why: which of two models is better is decided video by video, and seen side by side where they differ most. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, GitCompareArrows } from "lucide-react";
import { useId, useState } from "react";
import { useBoard, usePredictedPrompts, useSetComparison } from "../../api/board";
import { describe } from "../../api/error";
import type { ComparedVideo, PredictionSet, SetComparison } from "../../api/types";
import { buttonClass } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { type Column, Table } from "../../ui/Table";
import { clipNumber, count, splitName } from "../labels";
import { Paging } from "../Paging";
import { MasksBeside } from "./MasksBeside";
import { Numbers } from "./Numbers";
import { percent } from "./standing";
import { Loading } from "./Worst";
import "./board.css";

const FROM = "/signed-in/shell/p/$project/board/compare";
const AT_ONCE = 50;

export function CompareScreen() {
  const { project: slug } = useParams({ from: FROM });
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/p/$project/board/compare" });
  const board = useBoard(slug);
  const scored = (board.data?.sets ?? []).filter(({ state }) => state === "scored");
  const one = scored.find(({ id }) => id === search.one) ?? scored.find((set) => rivals(scored, set).length > 0);
  const others = one ? rivals(scored, one) : [];
  const two = others.find(({ id }) => id === search.two) ?? others[0];
  return (
    <>
      <header className="page-h">
        <Link
          to="/p/$project/board"
          params={{ project: slug }}
          className={buttonClass("plain", "sm")}
          aria-label={t`Back to the board`}
        >
          <Icon of={ArrowLeft} size="s14" />
        </Link>
        <h1>
          <Trans>Side by side</Trans>
        </h1>
        <span className="sp" />
        <Choice
          label={t`First`}
          sets={scored}
          value={one?.id}
          onChange={(id) => void navigate({ search: { one: id } })}
        />
        <Choice
          label={t`Second`}
          sets={others}
          value={two?.id}
          onChange={(id) => void navigate({ search: { ...(one && { one: one.id }), two: id } })}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="board" aria-label={t`Side by side`} tabIndex={0}>
        {board.isPending && <Skeleton rows={4} height={48} />}
        {board.isError && (
          <LoadError
            title={t`The board could not be loaded`}
            text={describe(board.error)}
            onRetry={() => void board.refetch()}
          />
        )}
        {board.data && !(one && two) && (
          <EmptyState icon={GitCompareArrows} title={t`Two sets are needed`}>
            <Trans>Two scored sets of predictions for one split of one release can be held against each other.</Trans>
          </EmptyState>
        )}
        {one && two && <Compared key={`${one.id} ${two.id}`} one={one} two={two} />}
      </section>
    </>
  );
}

/** What a set can be held against: the others of its split. */
const rivals = (sets: readonly PredictionSet[], set: PredictionSet): readonly PredictionSet[] =>
  sets.filter((each) => each.id !== set.id && each.release.id === set.release.id && each.split === set.split);

function Choice(props: {
  label: string;
  sets: readonly PredictionSet[];
  value: number | undefined;
  onChange: (id: number) => void;
}) {
  const { label, sets, value, onChange } = props;
  const id = useId();
  return (
    <span className="row">
      <label htmlFor={id} className="t12 f2">
        {label}
      </label>
      <select id={id} className="sel" value={value ?? ""} onChange={({ target }) => onChange(Number(target.value))}>
        {sets.map((set) => (
          <option key={set.id} value={set.id}>
            {t`${set.name}, ${splitName[set.split] ?? set.split} of ${set.release.version}`}
          </option>
        ))}
      </select>
    </span>
  );
}

const signed = (value: number | null): string =>
  value === null ? "–" : `${value < 0 ? "−" : value > 0 ? "+" : ""}${Math.abs(value).toFixed(1)}`;

function Compared({ one, two }: { one: PredictionSet; two: PredictionSet }) {
  const { clip } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/p/$project/board/compare" });
  const [offset, setOffset] = useState(0);
  const query = useSetComparison(one.id, two.id, offset);
  const columns: readonly Column<ComparedVideo>[] = [
    { key: "number", head: t`Clip`, cell: ({ number }) => clipNumber(number) },
    { key: "name", head: t`Name`, cell: ({ name }) => <span className="ell">{name}</span> },
    { key: "one", head: t`AP, ${one.name}`, right: true, cell: ({ ap }) => percent(ap[0]) },
    { key: "two", head: t`AP, ${two.name}`, right: true, cell: ({ ap }) => percent(ap[1]) },
    {
      key: "difference",
      head: t`Difference`,
      right: true,
      sorted: "ascending",
      cell: ({ difference }) => signed(difference),
    },
  ];
  if (query.isError)
    return (
      <LoadError
        title={t`These could not be compared`}
        text={describe(query.error)}
        onRetry={() => void query.refetch()}
      />
    );
  if (!query.data) return <Skeleton rows={4} height={48} />;
  const choose = (number: number) =>
    void navigate({ search: { one: one.id, two: two.id, clip: number, prompt: 0 }, replace: true });
  return (
    <>
      <div className="board-pair">
        {[one, two].map((set) => (
          <Numbers key={set.id} set={set} title={set.name} />
        ))}
      </div>
      <Panel title={t`Videos`} meta={<Told found={query.data} two={two} />}>
        <Table
          label={t`Videos, where the second loses most first`}
          columns={columns}
          rows={query.data.videos}
          rowKey={({ number }) => number}
          rowName={({ number }) => t`Clip ${clipNumber(number)}`}
          selected={clip ?? null}
          onSelect={({ number }) => choose(number)}
        />
        <Paging offset={offset} atOnce={AT_ONCE} total={query.data.total} onOffset={setOffset} />
      </Panel>
      {clip !== undefined && <Looked one={one} two={two} clip={clip} />}
    </>
  );
}

function Told({ found: { better, worse, same, total }, two }: { found: SetComparison; two: PredictionSet }) {
  const rest = total - better - worse - same;
  return (
    <span className="f3 t12 num">
      <Trans>
        {two.name} is better on {count(better)}, worse on {count(worse)}, the same on{" "}
        {plural(same, { one: "# video", other: "# videos" })}
      </Trans>
      {rest > 0 && t`; nothing to find on ${count(rest)}`}
    </span>
  );
}

/** The masks of one prompt by both models. */
function Looked({ one, two, clip }: { one: PredictionSet; two: PredictionSet; clip: number }) {
  const { prompt = 0 } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: "/p/$project/board/compare" });
  const query = usePredictedPrompts(one.id, clip, 0, true);
  if (!query.data || query.isPlaceholderData) return <Loading query={query} />;
  const places = query.data.prompts.toSorted((a, b) => a.place - b.place);
  if (places.length === 0) return <EmptyState title={t`This video has no prompt`} />;
  return (
    <>
      {places.length > 1 && (
        <Segmented
          label={t`Prompt`}
          value={`${prompt}`}
          options={places.map(({ place, text }) => ({ value: `${place}`, text }))}
          onChange={(place) =>
            void navigate({ search: (before) => ({ ...before, prompt: Number(place) }), replace: true })
          }
        />
      )}
      <div className="board-pair">
        <MasksBeside key={`one ${clip} ${prompt}`} set={one} number={clip} place={prompt} />
        <MasksBeside key={`two ${clip} ${prompt}`} set={two} number={clip} place={prompt} />
      </div>
    </>
  );
}
