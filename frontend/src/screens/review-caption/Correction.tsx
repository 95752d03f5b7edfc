/** A word that is quicker to mend than to explain: the reviewer edits in place, and the revision is recorded as theirs. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { describe } from "../../api/error";
import { useCorrectCaption } from "../../api/review";
import type { Caption, Changes, WorkCard } from "../../api/types";
import { parse } from "../../caption/grammar";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";

type CorrectionProps = {
  readonly work: WorkCard;
  readonly caption: Caption;
  readonly changes: Changes["caption"];
  /** The caption to read. */
  readonly children: ReactNode;
};

export function Correction({ work, caption, changes, children }: CorrectionProps) {
  const [editing, setEditing] = useState(false);
  if (editing) return <Editing work={work} caption={caption} onDone={() => setEditing(false)} />;
  return (
    <>
      {children}
      <div className="row rc-correct">
        {changes?.corrected ? (
          <span className="f3 t12">{t`mended by ${caption.by?.name ?? t`a reviewer`}`}</span>
        ) : null}
        <span className="sp" />
        {work.can.review ? (
          <Button size="sm" variant="ghost" onClick={() => setEditing(true)}>
            <Trans>Edit in place</Trans>
          </Button>
        ) : null}
      </div>
    </>
  );
}

type EditingProps = Pick<CorrectionProps, "work" | "caption"> & { readonly onDone: () => void };

function Editing({ work, caption, onDone }: EditingProps) {
  const [text, setText] = useState(caption.text);
  const [from] = useState(caption.revision);
  const request = useRef(crypto.randomUUID());
  const { mutate, isPending, error } = useCorrectCaption(work.id, work.video);
  const read = useMemo(() => parse(text), [text]);
  const same = text === caption.text ? t`Nothing is changed.` : undefined;
  const blocked = read.ok ? same : read.error.message;
  const save = () => {
    if (blocked === undefined && !isPending)
      mutate({ text, seen_revision: from, request_id: request.current }, { onSuccess: onDone });
  };
  const press = (event: KeyboardEvent) => {
    const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!saves && event.key !== "Escape") return;
    event.preventDefault();
    if (saves) save();
    else onDone();
  };
  return (
    <div className="rc-edit">
      <TextField
        label={t`Caption, raw`}
        rows={6}
        value={text}
        hint={t`Recorded as yours; the work stays its author's.`}
        error={error ? describe(error) : read.ok ? null : read.error.message}
        onKeyDown={press}
        onChange={(event) => {
          request.current = crypto.randomUUID();
          setText(event.currentTarget.value);
        }}
      />
      <div className="row g6">
        <span className="sp" />
        <Button size="sm" keys={["Esc"]} onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
        <Button size="sm" variant="primary" keys={["Ctrl", "↵"]} busy={isPending} blocked={blocked} onClick={save}>
          <Trans>Save my edit</Trans>
        </Button>
      </div>
    </div>
  );
}
