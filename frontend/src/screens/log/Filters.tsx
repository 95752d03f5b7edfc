/** Why: a log of a million lines is read by clip, by person or by kind. */
import { RefreshCw, X } from "lucide-react";
import type { LogFilter } from "../../api/queries";
import { Button, IconButton } from "../../ui/Button";
import { clipNumber } from "../labels";
import { LOG_TOPICS_OF_PEOPLE, TOPICS } from "../logTopics";

export function Filters(props: {
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
  readonly onRefresh: () => void;
  readonly busy: boolean;
}) {
  const { filter, onFilter } = props;
  return (
    <search className="row g8 log-filters">
      <select
        className={`sel ${filter.topic ? "on" : ""}`}
        aria-label="Kind"
        value={filter.topic}
        onChange={(event) => onFilter({ ...filter, topic: event.target.value })}
      >
        <option value="">Kind: any</option>
        {Object.entries({ ...TOPICS, ...LOG_TOPICS_OF_PEOPLE }).map(([topic, text]) => (
          <option key={topic} value={topic}>
            {text}
          </option>
        ))}
      </select>
      <label className="inp">
        <span className="f3">Clip</span>
        <input
          inputMode="numeric"
          aria-label="Clip number"
          placeholder="any"
          value={filter.clip ?? ""}
          onChange={(event) => onFilter({ ...filter, clip: Number.parseInt(event.target.value, 10) || undefined })}
        />
      </label>
      {filter.username && (
        <Button size="sm" icon={X} onClick={() => onFilter({ ...filter, username: "" })}>
          {`Person: ${filter.username}`}
        </Button>
      )}
      {filter.clip !== undefined && (
        <Button size="sm" icon={X} onClick={() => onFilter({ ...filter, clip: undefined })}>
          {`Clip: ${clipNumber(filter.clip)}`}
        </Button>
      )}
      <span className="sp" />
      <IconButton label="Look again" icon={RefreshCw} busy={props.busy} onClick={props.onRefresh} />
    </search>
  );
}
