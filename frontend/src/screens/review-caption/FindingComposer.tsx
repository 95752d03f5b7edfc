/** Why the caption would be returned: reasons, words, a phrase; several findings if there are several. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { X } from "lucide-react";
import type { Reason, WorkCard } from "../../api/types";
import { PhraseChip } from "../../caption/PhraseChip";
import { Button, IconButton } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { ReasonPicker } from "../ReasonPicker";
import { Remark } from "../Remark";
import { type CaptionFinding, withReason } from "./findings";

type FindingComposerProps = {
  readonly work: WorkCard;
  /** Of the caption that phrases count in. */
  readonly revision: number;
  readonly reasons: readonly Reason[];
  readonly draft: CaptionFinding;
  readonly kept: readonly CaptionFinding[];
  readonly onDraft: (draft: CaptionFinding) => void;
  /** The words were said in a thread; the rest of the draft stands. */
  readonly onSaid: () => void;
  readonly onKeep: () => void;
  readonly onDrop: (finding: CaptionFinding) => void;
};

export function FindingComposer(props: FindingComposerProps) {
  const { work, revision, reasons, draft, kept, onDraft, onSaid, onKeep, onDrop } = props;
  const { phrase, text } = draft;
  const span = phrase ? { start: phrase.start, end: phrase.end, caption_revision: revision } : {};
  return (
    <section aria-label={t`Findings`}>
      <div className="panel-h rc-head">
        <h2>
          <Trans>If you return it, why?</Trans>
        </h2>
        <span className="sp" />
        <span className="f3 t12">
          <Trans>one or more</Trans>
        </span>
      </div>
      <div className="rc-compose">
        <ReasonPicker reasons={reasons} chosen={draft.reasons} onToggle={(code) => onDraft(withReason(draft, code))} />
        <TextField
          label={t`What to change`}
          rows={2}
          maxLength={2000}
          value={draft.text}
          onChange={(event) => onDraft({ ...draft, text: event.currentTarget.value })}
        />
        <div className="row">
          {draft.phrase ? (
            <>
              <span className="f3 t12">
                <Trans>About</Trans>
              </span>
              <PhraseChip ids={draft.phrase.ids}>{draft.phrase.text}</PhraseChip>
              <IconButton
                size="sm"
                label={t`About the whole caption`}
                icon={X}
                onClick={() => onDraft({ ...draft, phrase: null })}
              />
            </>
          ) : (
            <span className="f3 t12">
              <Trans>About the whole caption</Trans>
            </span>
          )}
          <span className="sp" />
          <Remark work={work} text={text} place={span} onSaid={onSaid} />
          <Button size="sm" blocked={draft.reasons.size === 0 ? t`Choose a reason first.` : undefined} onClick={onKeep}>
            <Trans>Add another finding</Trans>
          </Button>
        </div>
      </div>
      <ol>
        {kept.map((finding, index) => (
          <KeptFinding
            key={`${finding.text}:${finding.phrase?.start ?? ""}:${[...finding.reasons].join()}`}
            finding={finding}
            number={index + 1}
            reasons={reasons}
            onDrop={onDrop}
          />
        ))}
      </ol>
    </section>
  );
}

type KeptProps = Pick<FindingComposerProps, "reasons" | "onDrop"> & {
  readonly finding: CaptionFinding;
  readonly number: number;
};

function KeptFinding({ finding, number, reasons, onDrop }: KeptProps) {
  const said = reasons.filter(({ code }) => finding.reasons.has(code)).map(({ text }) => text);
  return (
    <li className="finding">
      <span className="pin-number">{number}</span>
      <div>
        <span className="med">{said.join(", ")}</span>
        {finding.phrase ? <p className="why">{`“${finding.phrase.text}”`}</p> : null}
        {finding.text ? <p className="why">{finding.text}</p> : null}
      </div>
      <IconButton size="sm" label={t`Remove finding ${number}`} icon={X} onClick={() => onDrop(finding)} />
    </li>
  );
}
