/** Why: reviewers return work for the reasons that the project names; the lead adds, rewords, orders and retires them. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { newerReasons, useReasonList, useSaveReasons } from "../../api/review";
import type { Reasons, Step } from "../../api/types";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { LoadError } from "../../ui/EmptyState";
import { Kbd } from "../../ui/Kbd";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import { added, type Draft, draftOf, faultOf, isSame, moved, reworded, without } from "./draft";
import "./reasons.css";

export function ReasonsScreen() {
  const { project } = useParams({ from: "/signed-in/shell/p/$project" });
  const { data, error, refetch } = useReasonList(project);
  if (data) return <Editing key={project} project={project} newest={data} />;
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Reasons</Trans>
        </h1>
      </header>
      <div className="scroll reasons-page">
        {error ? (
          <LoadError title={t`The reasons did not load`} text={describe(error)} onRetry={() => void refetch()} />
        ) : (
          <Skeleton rows={6} />
        )}
      </div>
    </>
  );
}

const STEPS: readonly { readonly step: Step; readonly title: string }[] = [
  { step: "caption", title: t`Captions` },
  { step: "masks", title: t`Masks` },
];

function Editing({ project, newest }: { readonly project: string; readonly newest: Reasons }) {
  const [reasons, setReasons] = useState(newest);
  const [draft, setDraft] = useState<Draft>(() => draftOf(newest));
  const begin = (from: Reasons) => {
    setReasons(from);
    setDraft(draftOf(from));
  };
  // What others save is taken up at once, but never over an edit.
  if (newest.version !== reasons.version && isSame(draft, reasons)) begin(newest);
  const save = useSaveReasons(project);
  const newer = newerReasons(save.error);
  const blocked = isSame(draft, reasons) ? t`Nothing is changed.` : faultOf(draft);
  const send = (seen_version: string) =>
    save.mutate(
      { reasons: draft.map(({ step, code, text }) => ({ step, code, text: text.trim() })), seen_version },
      {
        onSuccess: (saved) => {
          begin(saved);
          toast(t`Saved. Reviewers choose from these now.`);
        },
        onError: (error) => newerReasons(error) ?? toast(describe(error), "failed"),
      },
    );
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Reasons</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>why work is returned; the first nine have a digit</Trans>
        </span>
        <span className="sp" />
        {reasons.editable && (
          <Button variant="primary" busy={save.isPending} blocked={blocked} onClick={() => send(reasons.version)}>
            <Trans>Save</Trans>
          </Button>
        )}
      </header>
      <div className="scroll reasons-page">
        {STEPS.map(({ step, title }) => (
          <StepReasons
            key={step}
            step={step}
            title={title}
            draft={draft}
            editable={reasons.editable}
            onChange={setDraft}
          />
        ))}
      </div>
      {newer && (
        <Dialog title={t`Somebody else changed the reasons`} onClose={() => save.reset()}>
          <p className="f2">
            <Trans>Keep your list in place of theirs, or drop yours and look at theirs.</Trans>
          </p>
          <div className="dlg-foot">
            <Button
              onClick={() => {
                begin(newer);
                save.reset();
              }}
            >
              <Trans>Take theirs</Trans>
            </Button>
            <Button variant="primary" busy={save.isPending} onClick={() => send(newer.version)}>
              <Trans>Keep mine</Trans>
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

type StepReasonsProps = {
  readonly step: Step;
  readonly title: string;
  readonly draft: Draft;
  readonly editable: boolean;
  readonly onChange: (draft: Draft) => void;
};

function StepReasons({ step, title, draft, editable, onChange }: StepReasonsProps) {
  const rows = draft.filter((row) => row.step === step);
  return (
    <section className="panel" aria-label={title}>
      <div className="panel-h">
        <h2>{title}</h2>
        <span className="f3 t12">{plural(rows.length, { one: "# reason", other: "# reasons" })}</span>
      </div>
      <ol>
        {rows.map((row, place) => (
          <li key={row.key} className="reason-row">
            <Kbd keys={[place < 9 ? String(place + 1) : "–"]} />
            {editable ? (
              <input
                className="txt"
                aria-label={t`Reason ${place + 1} for ${title.toLowerCase()}`}
                maxLength={80}
                value={row.text}
                onChange={(event) => onChange(reworded(draft, row.key, event.currentTarget.value))}
              />
            ) : (
              <span>{row.text}</span>
            )}
            <span className="f3 t12 num nw">{row.given > 0 ? t`given ${row.given} times` : ""}</span>
            {editable && (
              <>
                <IconButton
                  size="sm"
                  label={t`Move ${row.text} up`}
                  icon={ArrowUp}
                  blocked={place === 0 ? t`It is the first.` : undefined}
                  onClick={() => onChange(moved(draft, row.key, -1))}
                />
                <IconButton
                  size="sm"
                  label={t`Move ${row.text} down`}
                  icon={ArrowDown}
                  blocked={place === rows.length - 1 ? t`It is the last.` : undefined}
                  onClick={() => onChange(moved(draft, row.key, 1))}
                />
                <IconButton
                  size="sm"
                  label={t`Retire ${row.text}`}
                  icon={X}
                  blocked={rows.length === 1 ? t`A step needs a reason.` : undefined}
                  onClick={() => onChange(without(draft, row.key))}
                />
              </>
            )}
          </li>
        ))}
      </ol>
      {editable && (
        <div className="reason-row">
          <Button size="sm" icon={Plus} onClick={() => onChange(added(draft, step))}>
            {t`Add a reason for ${title.toLowerCase()}`}
          </Button>
        </div>
      )}
    </section>
  );
}
