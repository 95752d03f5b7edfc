/** Why: the table that a study is for: each measure's correlation with people, and how far the people agree themselves. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useRef } from "react";
import { describe } from "../../api/error";
import { useBringMethods, useCloseStudy, useStudyResults } from "../../api/studies";
import type { StudyResults, StudyWork } from "../../api/types";
import { Button, buttonClass } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { count } from "../labels";

type Method = StudyResults["methods"][number];
const COLUMNS = [
  ["r", "r"],
  ["r_avg", t`r avg`],
  ["r_max", t`r max`],
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
      title={t`Results`}
      meta={
        <>
          <span className="f3 t12 num">
            <Trans>
              {count(work.ratings.done)} of {count(work.ratings.total)} ratings, {count(work.pairs_written.done)} of{" "}
              {plural(work.pairs_written.total, { one: "# pair", other: "# pairs" })}
            </Trans>
          </span>
          <span className="sp" />
          {open ? (
            <Button size="sm" busy={close.isPending} onClick={() => close.mutate()}>
              <Trans>Close the study</Trans>
            </Button>
          ) : (
            <>
              <a className={buttonClass("plain", "sm")} href={`/api/studies/${work.id}/file`} download>
                <Trans>Fetch its file</Trans>
              </a>
              <Button size="sm" variant="primary" busy={bring.isPending} onClick={() => picker.current?.click()}>
                <Trans>Bring measures…</Trans>
              </Button>
            </>
          )}
        </>
      }
    >
      {query.isPending && <Skeleton rows={2} height={32} />}
      {query.isError && (
        <LoadError
          title={t`The results could not be loaded`}
          text={describe(query.error)}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data && <Agreement found={query.data} />}
      {query.data && query.data.methods.length > 0 && <Methods methods={query.data.methods} />}
      {query.data?.methods.length === 0 && (
        <EmptyState title={open ? t`Ratings may still come` : t`No measure yet`}>
          {open
            ? t`Close the study when enough is rated; samples that both raters scored count.`
            : t`Fetch the study's file, have measures score its texts, and bring the file back with methods.`}
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
        aria-label={t`Scores of measures`}
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
      <Trans>{plural(samples, { one: "# sample", other: "# samples" })} rated by both</Trans>
      {left_out > 0 && t`, ${count(left_out)} not yet`}
      <Trans>
        ; raters: ICC of one {rounded(raters.icc_single, 3)}, of their mean {rounded(raters.icc_mean, 3)};{" "}
        {rounded(raters.difference, 2)} apart on average
      </Trans>
    </p>
  );
}

function Methods({ methods }: { methods: readonly Method[] }) {
  return (
    <table className="tbl num" aria-label={t`Measures held against people`}>
      <thead>
        <tr>
          <th scope="col">
            <Trans>Measure</Trans>
          </th>
          {COLUMNS.map(([name, text]) => (
            <th key={name} scope="col" className="r">
              {text}
            </th>
          ))}
          <th scope="col" className="r">
            <Trans>n at .5, 1, 1.5, 2, 2.5</Trans>
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
    <small className="f3">{t`${low.toFixed(1)} to ${high.toFixed(1)}`}</small>
  );
}
