/** Why: every saved caption is kept; one looks up who changed what, between any two, and takes an old one up again. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ArrowRight, Bot, ChevronDown, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { describe } from "../api/error";
import { useCaptionRevisions } from "../api/queries";
import type { CaptionField, CaptionRevision } from "../api/types";
import { compareCaptions, isChanged } from "../caption/comparison";
import { CaptionDiff } from "../caption/DiffText";
import { tag } from "../language/language";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { EmptyState, LoadError } from "../ui/EmptyState";
import { Icon } from "../ui/Icon";
import { Pill } from "../ui/Pill";
import { Skeleton } from "../ui/Skeleton";
import { type Fold, folded, predecessor } from "./captionFolds";
import { when } from "./labels";
import "./caption-history.css";

type CaptionHistoryProps = {
  readonly video: number;
  readonly field: CaptionField;
  /** Puts a version into the editor; left out for who only reads. */
  readonly onRestore?: ((version: CaptionRevision) => void) | undefined;
  readonly onClose: () => void;
};

export function CaptionHistory({ video, field, onRestore, onClose }: CaptionHistoryProps) {
  const query = useCaptionRevisions(video, field);
  const versions = query.data?.revisions;
  return (
    <Dialog wide title={t`History of this text`} onClose={onClose}>
      {query.isError && !versions && (
        <LoadError
          title={t`The history did not load`}
          text={describe(query.error)}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.isPending && <Skeleton rows={5} />}
      {versions?.length === 0 && (
        <EmptyState title={t`Nothing was saved yet`}>
          <Trans>Each save appears here.</Trans>
        </EmptyState>
      )}
      {versions?.[0] && (
        <Versions field={field} versions={versions} newest={versions[0]} onRestore={onRestore} onClose={onClose} />
      )}
    </Dialog>
  );
}

type Pair = { readonly from: number | null; readonly to: number };

function Versions(props: {
  readonly field: CaptionField;
  readonly versions: readonly CaptionRevision[];
  readonly newest: CaptionRevision;
  readonly onRestore: CaptionHistoryProps["onRestore"];
  readonly onClose: () => void;
}) {
  const { versions, newest } = props;
  const folds = useMemo(() => folded(versions), [versions]);
  const [pair, setPair] = useState<Pair>({
    from: predecessor(folds, newest.revision)?.revision ?? null,
    to: newest.revision,
  });
  const show = (to: number) => setPair({ from: predecessor(folds, to)?.revision ?? null, to });
  const named = (revision: number | null) => versions.find((one) => one.revision === revision);
  const to = named(pair.to) ?? newest;
  return (
    <div className="history">
      <ol className="history-list" aria-label={t`Versions`}>
        {folds.map((fold) => (
          <FoldRow key={fold.newest.revision} fold={fold} shown={pair.to} onShow={show} />
        ))}
      </ol>
      <section className="history-diff" aria-label={t`What changed`}>
        <PairPick versions={versions} pair={pair} onPair={setPair} />
        <Difference field={props.field} from={named(pair.from) ?? null} to={to} />
        <div className="dlg-foot">
          {props.onRestore && (
            <span className="f3 t12">
              <Trans>One undo takes it back.</Trans>
            </span>
          )}
          <Button size="sm" keys={["Esc"]} onClick={props.onClose}>
            <Trans>Close</Trans>
          </Button>
          {props.onRestore && (
            <Button
              size="sm"
              variant="primary"
              blocked={to.revision === newest.revision ? t`This is the newest version.` : undefined}
              onClick={() => {
                props.onRestore?.(to);
                props.onClose();
              }}
            >
              {t`Take up version ${to.revision} again`}
            </Button>
          )}
        </div>
      </section>
    </div>
  );
}

type FoldRowProps = {
  readonly fold: Fold<CaptionRevision>;
  readonly shown: number;
  readonly onShow: (revision: number) => void;
};

function FoldRow({ fold: { newest, earlier }, shown, onShow }: FoldRowProps) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <VersionRow version={newest} shown={shown} onShow={onShow} />
      {earlier.length > 0 && (
        <button type="button" className="history-more" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon of={open ? ChevronDown : ChevronRight} size="s12" />
          {plural(earlier.length, { one: "# earlier save", other: "# earlier saves" })}
        </button>
      )}
      {open && (
        <ol>
          {earlier.map((version) => (
            <li key={version.revision}>
              <VersionRow version={version} shown={shown} onShow={onShow} inner />
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function VersionRow(props: {
  readonly version: CaptionRevision;
  readonly shown: number;
  readonly onShow: (revision: number) => void;
  readonly inner?: boolean;
}) {
  const { version, shown, onShow, inner = false } = props;
  const { revision, by, saved, source, guideline } = version;
  const here = revision === shown;
  return (
    <button
      type="button"
      className={inner ? "history-row inner" : "history-row"}
      aria-current={here ? "true" : undefined}
      onClick={() => onShow(revision)}
    >
      {!inner && <Avatar small name={by?.name ?? "?"} />}
      <span className="col">
        <span className="row g6">
          <span className="med ell">{inner ? clockOf(saved) : (by?.name ?? t`A machine`)}</span>
          {source === "machine" && (
            <Pill icon={Bot}>
              <Trans>Machine</Trans>
            </Pill>
          )}
        </span>
        {!inner && (
          <span className="f3 t12">
            {[`${when(saved)}`, guideline && t`guideline ${guideline}`].filter(Boolean).join(", ")}
          </span>
        )}
      </span>
      <span className="f3 t12 num">{`v${revision}`}</span>
    </button>
  );
}

const clockOf = (iso: string) => new Date(iso).toLocaleTimeString(tag());

function PairPick(props: {
  readonly versions: readonly CaptionRevision[];
  readonly pair: Pair;
  readonly onPair: (pair: Pair) => void;
}) {
  const { versions, pair, onPair } = props;
  const options = versions.map(({ revision, by, saved }) => (
    <option key={revision} value={revision}>
      {`v${revision}, ${by?.name ?? t`a machine`}, ${when(saved)}`}
    </option>
  ));
  return (
    <div className="row history-pair">
      <select
        className="sel"
        aria-label={t`From version`}
        value={pair.from ?? ""}
        onChange={({ currentTarget: { value } }) => onPair({ ...pair, from: value === "" ? null : Number(value) })}
      >
        <option value="">{t`Nothing`}</option>
        {options}
      </select>
      <Icon of={ArrowRight} size="s14" tone="f3" />
      <select
        className="sel"
        aria-label={t`To version`}
        value={pair.to}
        onChange={({ currentTarget: { value } }) => onPair({ ...pair, to: Number(value) })}
      >
        {options}
      </select>
    </div>
  );
}

function Difference(props: {
  readonly field: CaptionField;
  readonly from: CaptionRevision | null;
  readonly to: CaptionRevision;
}) {
  const { field, from, to } = props;
  const stretches = useMemo(
    () => compareCaptions(from?.text ?? "", to.text, field === "cn" ? "zh" : "en"),
    [field, from, to],
  );
  return (
    <div className="history-text">
      <CaptionDiff stretches={stretches} />
      {!isChanged(stretches) && <p className="f3 t12">{quiet(from, to)}</p>}
    </div>
  );
}

/** What may differ although the words do not. */
function quiet(from: CaptionRevision | null, to: CaptionRevision): string {
  const names = ({ objects }: CaptionRevision) => objects.map(({ number, name }) => `${number} ${name}`).join("\n");
  return from && names(from) !== names(to)
    ? t`The same words; the list of objects changed.`
    : t`These two are the same.`;
}
