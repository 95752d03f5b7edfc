/** Every version with its author, its time and its readers; any two can be compared. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ArrowRight, Eye } from "lucide-react";
import type { Guideline, GuidelineVersion } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { byLine, type View } from "./view";

type VersionsProps = { readonly newest: Guideline; readonly view: View; readonly onView: (view: View) => void };

export function Versions({ newest, view, onView }: VersionsProps) {
  const read = view.kind === "read" ? (view.version ?? newest.version) : null;
  return (
    <aside className="guideline-side" aria-label={t`Versions`}>
      <Panel title={t`Versions`} meta={<span className="f3 t12">{newest.versions.length}</span>}>
        {newest.versions.length > 1 && <Compare newest={newest} view={view} onView={onView} />}
        <ol className="versions">
          {newest.versions.map((version) => (
            <VersionRow
              key={version.version}
              version={version}
              shown={read === version.version}
              onRead={() =>
                onView({ kind: "read", version: version.version === newest.version ? null : version.version })
              }
            />
          ))}
        </ol>
      </Panel>
    </aside>
  );
}

function VersionRow(props: {
  readonly version: GuidelineVersion;
  readonly shown: boolean;
  readonly onRead: () => void;
}) {
  const { version, shown } = props;
  return (
    <li>
      <button type="button" className="version-row" aria-current={shown ? "true" : undefined} onClick={props.onRead}>
        <span className="med">{t`Version ${version.version}`}</span>
        <span
          className="row g6 f3 t12 seen"
          title={t`Seen by ${plural(version.seen_by, { one: "# person", other: "# people" })}`}
        >
          <Icon of={Eye} size="s12" />
          <span aria-hidden="true">{version.seen_by}</span>
          <span className="sr">{t`seen by ${plural(version.seen_by, { one: "# person", other: "# people" })}`}</span>
        </span>
        <span className="f3 t12 by">{byLine(version)}</span>
      </button>
    </li>
  );
}

function Compare({ newest, view, onView }: VersionsProps) {
  const numbers = newest.versions.map(({ version }) => version);
  const to =
    view.kind === "compare" ? view.to : view.kind === "read" ? (view.version ?? newest.version) : newest.version;
  const from = view.kind === "compare" ? view.from : (numbers[numbers.indexOf(to) + 1] ?? numbers[0] ?? to);
  const pick = (change: { from?: number; to?: number }) => onView({ kind: "compare", from, to, ...change });
  return (
    <div className="compare">
      <VersionPick
        label={t`From version`}
        value={from}
        numbers={numbers}
        onPick={(version) => pick({ from: version })}
      />
      <Icon of={ArrowRight} size="s14" tone="f3" />
      <VersionPick label={t`To version`} value={to} numbers={numbers} onPick={(version) => pick({ to: version })} />
      <span className="sp" />
      {view.kind === "compare" ? (
        <Button size="sm" onClick={() => onView({ kind: "read", version: null })}>
          <Trans>Back to the text</Trans>
        </Button>
      ) : (
        <Button size="sm" onClick={() => pick({})}>
          <Trans>Compare</Trans>
        </Button>
      )}
    </div>
  );
}

function VersionPick(props: {
  readonly label: string;
  readonly value: number;
  readonly numbers: readonly number[];
  readonly onPick: (version: number) => void;
}) {
  return (
    <select
      className="sel pick-version"
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onPick(Number(event.currentTarget.value))}
    >
      {props.numbers.map((number) => (
        <option key={number} value={number}>
          {`v${number}`}
        </option>
      ))}
    </select>
  );
}
