/** Why: a draft with all that one needs to judge it: its phrase, what is doubtful, who worded it, and what became of it. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Check, CircleDashed, TriangleAlert, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { WordingDraft } from "../../api/types";
import { compareCaptions } from "../../caption/comparison";
import { CaptionDiff } from "../../caption/DiffText";
import { IdBadge } from "../../caption/IdBadge";
import { Button } from "../../ui/Button";
import { Pill } from "../../ui/Pill";
import { flagText, madeBy, wordsOf } from "./deciding";

type DraftCardProps = {
  readonly draft: WordingDraft;
  /** The raw caption, which a cleaned one is shown against. */
  readonly caption: string;
  readonly chosen: boolean;
  readonly editing: boolean;
  readonly error: string | null;
  readonly onChoose: () => void;
  readonly onAccept: (text: string) => void;
  readonly onLeave: () => void;
};

export function DraftCard(props: DraftCardProps) {
  const { draft, caption, chosen, editing, error, onChoose } = props;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <div ref={ref} className={`wo-card ${chosen ? "on" : ""}`} data-state={draft.state}>
      {editing ? (
        <Editing {...props} />
      ) : (
        <div className="wo-line">
          <button type="button" className="wo-words" aria-pressed={chosen} onClick={onChoose}>
            {draft.what === "cleaned" ? (
              <CaptionDiff stretches={compareCaptions(caption, wordsOf(draft))} />
            ) : (
              <span className="wo-text">
                {draft.track_ids.map((id) => (
                  <IdBadge key={id} id={`${id}`} />
                ))}
                {wordsOf(draft)}
              </span>
            )}
          </button>
          <State draft={draft} />
        </div>
      )}
      {error && (
        <p className="wo-error" role="alert">
          {error}
        </p>
      )}
      <div className="wo-about">
        {draft.phrase && <span className="f3 t12 ell">{t`for “${draft.phrase}”`}</span>}
        {draft.flags.map((flag) => (
          <Pill key={flag} tone="warn" icon={TriangleAlert}>
            {flagText(flag)}
          </Pill>
        ))}
        <span className="sp" />
        <span className="f3 t12 nw" title={draft.version && t`Instructions ${draft.version}`}>
          {madeBy(draft)}
        </span>
      </div>
    </div>
  );
}

function State({ draft }: { readonly draft: WordingDraft }) {
  const who = draft.by ? t` by ${draft.by.name}` : "";
  if (draft.state === "open")
    return (
      <Pill tone="dash" icon={CircleDashed}>
        <Trans>Waits</Trans>
      </Pill>
    );
  if (draft.state === "dismissed") return <Pill icon={X}>{t`Dismissed${who}`}</Pill>;
  return <Pill tone="ok" icon={Check}>{`${draft.edited ? t`Edited` : t`Accepted`}${who}`}</Pill>;
}

function Editing({ draft, onAccept, onLeave }: DraftCardProps) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useEffect(() => ref.current?.focus(), []);
  const accept = () => onAccept(ref.current?.value ?? "");
  const press = (event: KeyboardEvent) => {
    const leaves = event.key === "Escape";
    if (!leaves && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    if (leaves) onLeave();
    else accept();
  };
  return (
    <div className="wo-editing">
      <textarea
        ref={ref}
        className="txt"
        aria-label={t`The words that a release will hold`}
        rows={draft.what === "prompts" ? 2 : 4}
        defaultValue={wordsOf(draft)}
        onKeyDown={press}
      />
      <div className="row g8">
        <span className="sp" />
        <Button size="sm" keys={["Esc"]} onClick={onLeave}>
          <Trans>Leave</Trans>
        </Button>
        <Button size="sm" variant="primary" keys={["Ctrl", "↵"]} onClick={accept}>
          <Trans>Accept my words</Trans>
        </Button>
      </div>
    </div>
  );
}
