/** Why: find a clip by number, file or words of its caption, and narrow the list to one stage. */
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useVideos } from "../../api/queries";
import type { Stage } from "../../api/types";
import { useHotkeys } from "../../ui/hotkeys";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { count, stageOrder, stages } from "../labels";

const SETTLE_MS = 200;

export function FilterBar(props: {
  slug: string;
  search: string;
  stage: Stage | "";
  onSearch: (search: string) => void;
  onStage: (stage: Stage | "") => void;
}) {
  const { slug, search, stage, onSearch, onStage } = props;
  const [typed, setTyped] = useState(search);
  const box = useRef<HTMLInputElement>(null);
  const found = useVideos(slug, { search, stage }).data?.pages[0]?.count;
  useHotkeys({ "/": () => box.current?.focus() });

  useEffect(() => {
    const timer = window.setTimeout(() => onSearch(typed.trim()), SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [typed, onSearch]);

  return (
    <search className="videos-filter">
      <label className="inp videos-search">
        <Icon of={Search} size="s14" />
        <input
          ref={box}
          type="search"
          aria-label="Search clips"
          placeholder="Clip id, file, caption text"
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
      <select
        className={`sel ${stage ? "on" : ""}`}
        aria-label="State"
        value={stage}
        onChange={(event) => onStage(event.target.value as Stage | "")}
      >
        <option value="">State: any</option>
        {stageOrder.map((name) => (
          <option key={name} value={name}>
            {stages[name].text}
          </option>
        ))}
      </select>
      <span className="sp" />
      <span className="f3 t12 num nw" role="status">
        {found !== undefined && (search || stage) ? `${count(found)} match` : ""}
      </span>
    </search>
  );
}
