/** Why: find a clip by number, file or words of its caption, and narrow the list by what clips are and what became of them. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { isNarrowed, narrowed, useFacets, type VideoFilter } from "../../api/library";
import { useVideos } from "../../api/queries";
import type { Facet } from "../../api/types";
import { served } from "../../language/served";
import { Button } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { count, stageOrder, stages } from "../labels";
import { LENGTHS, lengthOf, SORTS, TIMED } from "./filterWords";
import { Views } from "./Views";

const SETTLE_MS = 200;
const OPEN = stageOrder.filter((stage) => stage !== "ready").join(",");

interface Option {
  readonly value: string;
  readonly text: string;
}

export function FilterBar(props: {
  slug: string;
  filter: VideoFilter;
  mayShare: boolean;
  onFilter: (filter: VideoFilter) => void;
}) {
  const { slug, filter, mayShare, onFilter } = props;
  const found = useVideos(slug, filter).data?.pages[0]?.count;
  const facets = useFacets(slug).data;
  const set = (words: Readonly<Record<string, unknown>>) => onFilter(narrowed(filter, words));
  const several =
    filter.stage?.includes(",") && filter.stage !== OPEN ? [{ value: filter.stage, text: t`Several states` }] : [];
  const flags = [
    ...options(facets?.flag, "flag"),
    ...options(facets?.question, "question", (text) => t`Question ${text.toLowerCase()}`),
    ...options(facets?.machine, "machine", (text) => t`Propagation ${text.toLowerCase()}`),
    { value: "round_least:2", text: t`Round 2 or later` },
  ];
  return (
    <search className="videos-filter">
      <div className="row wrap">
        <SearchBox words={filter.search ?? ""} onWords={(search) => set({ search })} />
        <Choice
          name={t`State`}
          value={filter.stage ?? ""}
          options={[
            { value: OPEN, text: t`not ready` },
            ...several,
            ...stageOrder.map((name) => ({ value: name, text: stages[name].text })),
          ]}
          onChoose={(stage) => set({ stage })}
        />
        <Choice
          name={t`Source`}
          value={filter.source ?? ""}
          options={options(facets?.source)}
          onChoose={(source) => set({ source })}
        />
        <Choice
          name={t`Length`}
          value={lengthOf(filter)}
          options={LENGTHS}
          onChoose={(text) => set(lengthWords(text))}
        />
        <Choice
          name={t`Flags`}
          value={flagOf(filter)}
          options={flags}
          onChoose={(chosen) => set({ flag: "", question: "", machine: "", round_least: "", ...flagWords(chosen) })}
        />
      </div>
      <div className="row wrap">
        <Views slug={slug} filter={filter} mayShare={mayShare} onFilter={onFilter} />
        <Choice
          name={t`Done by`}
          value={filter.author ?? ""}
          options={options(facets?.author)}
          onChoose={(author) => set({ author })}
        />
        <Choice
          name={t`Returned for`}
          value={filter.reason ?? ""}
          options={options(facets?.reason)}
          onChoose={(reason) => set({ reason })}
        />
        {facets && facets.batch.length > 0 && (
          <Choice
            name={t`Batch`}
            value={filter.batch === undefined ? "" : String(filter.batch)}
            options={[...options(facets.batch), { value: "0", text: t`in none` }]}
            onChoose={(batch) => set({ batch })}
          />
        )}
        {facets && facets.quality.length > 0 && (
          <Choice
            name={t`Measuring`}
            value={filter.quality ?? ""}
            options={options(facets.quality)}
            onChoose={(quality) => set({ quality })}
          />
        )}
        <Choice
          name={t`Order`}
          any={t`newest clip`}
          value={filter.sort ? `${filter.sort}${filter.up ? ":up" : ""}` : ""}
          options={SORTS}
          onChoose={(chosen) => set({ sort: chosen.split(":")[0], up: chosen.endsWith(":up") })}
        />
        <Rest filter={filter} onSet={set} />
        <span className="sp" />
        <span className="f3 t12 num nw" role="status">
          {found !== undefined && isNarrowed(filter) ? t`${count(found)} match` : ""}
        </span>
        {isNarrowed(filter) && (
          <Button size="sm" variant="ghost" onClick={() => onFilter({})}>
            <Trans>Show all</Trans>
          </Button>
        )}
      </div>
    </search>
  );
}

function SearchBox({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const [typed, setTyped] = useState(words);
  const box = useRef<HTMLInputElement>(null);
  const tell = useRef(onWords);
  useHotkeys({ "/": () => box.current?.focus() });
  useEffect(() => {
    tell.current = onWords;
  });
  useEffect(() => setTyped(words), [words]);
  useEffect(() => {
    if (typed.trim() === words) return;
    const timer = window.setTimeout(() => tell.current(typed.trim()), SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [typed, words]);
  return (
    <label className="inp videos-search">
      <Icon of={Search} size="s14" />
      <input
        ref={box}
        type="search"
        aria-label={t`Search clips`}
        placeholder={t`Clip id, file, caption text`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          setTyped("");
          box.current?.blur();
        }}
      />
      <Kbd keys={["/"]} />
    </label>
  );
}

function Choice(props: {
  name: string;
  any?: string;
  value: string;
  options: readonly Option[];
  onChoose: (value: string) => void;
}) {
  const { name, any = t`any`, value, options, onChoose } = props;
  const known = value === "" || options.some((option) => option.value === value);
  return (
    <select
      className={`sel ${value ? "on" : ""}`}
      aria-label={name}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
    >
      <option value="">
        {name}: {any}
      </option>
      {!known && <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </select>
  );
}

/** Words of the filter that no menu shows, as they come from a number of the overview; each can be taken away. */
function Rest(props: { filter: VideoFilter; onSet: (words: Readonly<Record<string, unknown>>) => void }) {
  const { filter, onSet } = props;
  const said = [
    filter.did && { words: { did: "" }, text: filter.did },
    filter.step && { words: { step: "" }, text: filter.step },
    (filter.since || filter.until) && {
      words: { since: "", until: "" },
      text: filter.since === filter.until ? filter.since : t`${filter.since ?? "…"} to ${filter.until ?? "…"}`,
    },
    filter.timed && { words: { timed: "" }, text: TIMED[filter.timed] },
    filter.waits !== undefined && { words: { waits: "" }, text: t`waits ${filter.waits} h or longer` },
  ].filter((each) => typeof each === "object");
  return said.map(({ words, text }) => (
    <Button key={text} size="sm" icon={X} onClick={() => onSet(words)}>
      <span className="sr">
        <Trans>Without:</Trans>{" "}
      </span>
      {text}
    </Button>
  ));
}

function options(facets: readonly Facet[] | undefined, word = "", named = (text: string) => text): Option[] {
  return (facets ?? []).map(({ value, text, count: clips }) => ({
    value: word ? `${word}:${value}` : value,
    text: `${named(served(text))} (${count(clips)})`,
  }));
}

function lengthWords(text: string): Readonly<Record<string, unknown>> {
  const [least, most] = text.split("-");
  return { length_least: least ?? "", length_most: most ?? "" };
}

function flagOf(filter: VideoFilter): string {
  if (filter.flag) return `flag:${filter.flag}`;
  if (filter.question) return `question:${filter.question}`;
  if (filter.machine) return `machine:${filter.machine}`;
  return filter.round_least === undefined ? "" : `round_least:${filter.round_least}`;
}

function flagWords(chosen: string): Readonly<Record<string, unknown>> {
  const [word, value] = chosen.split(":");
  return word ? { [word]: value } : {};
}
