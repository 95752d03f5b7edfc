/** Why: the table that a study is for: each measure's correlation with people, and how far the people agree themselves. */
import { useRef } from "react";
import { describe } from "../../api/error";
import { useBringMethods, useCloseStudy, useStudyResults } from "../../api/studies";
import type { StudyResults, StudyWork } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { count, counted } from "../labels";

type Method = StudyResults["methods"][number];
const COLUMNS = [
  ["r", "r"],
  ["r_avg", "r avg"],
  ["r_max", "r max"],
  ["delta_pn", "Δ PN"],
] as const;

const rounded = (value: number | null, digits: number): string => (value === null ? "–" : value.toFixed(digits));

export function Results({ work }: { work: StudyWork }) {
  const query = useStudyResults(work.id, true);
  const picker = useRef<HTMLInputElement>(null);
  const bring = useBringMethods(work.id);
  const close = useCloseStudy(work.id);
  const failed = bring.error ?? close.error;
  const open = work.state === "open";
  return (
    <Panel
      title="Results"
      meta={
        <span className="row">
          <span className="f3 t12 num">
            {count(work.ratings.done)} of {count(work.ratings.total)} ratings, {count(work.pairs_written.done)} of{" "}
            {counted(work.pairs_written.total, "pair")}
          </span>
          {open ? (
            <Button size="sm" busy={close.isPending} onClick={() => close.mutate()}>
              Close the study
            </Button>
          ) : (
            <>
              <a className={buttonClass("plain", "sm")} href={`/api/studies/${work.id}/file`} download>
                Fetch its file
              </a>
              <Button size="sm" variant="primary" busy={bring.isPending} onClick={() => picker.current?.click()}>
                Bring measures…
              </Button>
            </>
          )}
        </span>
      }
    >
      {query.isPending && <Skeleton rows={2} height={32} />}
      {query.isError && (
        <LoadError
          title="The results could not be loaded"
          text={describe(query.error)}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data && <Agreement found={query.data} />}
      {query.data && query.data.methods.length > 0 && <Methods methods={query.data.methods} />}
      {query.data?.methods.length === 0 && (
        <EmptyState title={open ? "Ratings may still come" : "No measure yet"}>
          {open
            ? "Close the study when enough is rated; samples that both raters scored count."
            : "Fetch the study's file, have measures score its texts, and bring the file back with methods."}
        </EmptyState>
      )}
      {failed && (
        <p className="err t12 note" role="alert">
          {describe(failed)}
        </p>
      )}
      <input
        ref={picker}
        type="file"
        accept=".json"
        hidden
        aria-label="Scores of measures"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) bring.mutate(file);
          target.value = "";
        }}
      />
    </Panel>
  );
}

function Agreement({ found: { samples, left_out, raters } }: { found: StudyResults }) {
  return (
    <p className="note f2 num">
      {counted(samples, "sample")} rated by both
      {left_out > 0 && `, ${count(left_out)} not yet`}; raters: ICC of one {rounded(raters.icc_single, 3)}, of their
      mean {rounded(raters.icc_mean, 3)}; {rounded(raters.difference, 2)} apart on average
    </p>
  );
}

function Methods({ methods }: { methods: readonly Method[] }) {
  return (
    <table className="tbl num" aria-label="Measures held against people">
      <thead>
        <tr>
          <th scope="col">Measure</th>
          {COLUMNS.map(([name, text]) => (
            <th key={name} scope="col" className="r">
              {text}
            </th>
          ))}
          <th scope="col" className="r">
            n at .5, 1, 1.5, 2, 2.5
          </th>
        </tr>
      </thead>
      <tbody>
        {methods.map((method) => (
          <tr key={method.name}>
            <th scope="row">{method.name}</th>
            {COLUMNS.map(([name]) => (
              <td key={name} className="r">
                {rounded(method[name], 1)}
                <Interval of={method.intervals[name]} />
              </td>
            ))}
            <td className="r">{method.thresholds.map(({ n }) => n).join(", ")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Interval({ of }: { of: unknown }) {
  if (!Array.isArray(of)) return null;
  const [low, high] = of as readonly number[];
  return low === undefined || high === undefined ? null : (
    <small className="f3">{`${low.toFixed(1)} to ${high.toFixed(1)}`}</small>
  );
}
