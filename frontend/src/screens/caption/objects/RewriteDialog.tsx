/** Before an object is merged, removed or renumbered: which one, what the caption becomes, and which masks that makes stale. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleAlert, Layers } from "lucide-react";
import { type ReactNode, useEffect, useId, useMemo } from "react";
import { useConsequences } from "../../../api/captions";
import { describe } from "../../../api/error";
import { compareCaptions, isChanged } from "../../../caption/comparison";
import { CaptionDiff } from "../../../caption/DiffText";
import { ObjectBadge } from "../../../caption/ObjectBadge";
import type { Written } from "../../../caption/objects";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Icon } from "../../../ui/Icon";
import { choices, type Rewrite, rewritten, staleMasks } from "./rewrite";

export type RewriteDialogProps = {
  readonly video: number;
  readonly rewrite: Rewrite;
  readonly text: string;
  readonly written: Written;
  readonly onChoose: (rewrite: Rewrite) => void;
  readonly onDo: (rewrite: Rewrite) => void;
  readonly onClose: () => void;
};

export function RewriteDialog({ video, rewrite, text, written, onChoose, onDo, onClose }: RewriteDialogProps) {
  const after = useMemo(() => rewritten(rewrite, text, written), [rewrite, text, written]);
  const name = written.objects.find(({ number }) => number === rewrite.number)?.name ?? "";
  return (
    <Dialog wide title={<Title rewrite={rewrite} name={name} />} onClose={onClose}>
      {rewrite.do === "remove" ? null : <Choices rewrite={rewrite} written={written} onChoose={onChoose} />}
      {after ? (
        <>
          <Rewriting before={text} after={after.text} />
          <Masks video={video} before={text} after={after.text} />
        </>
      ) : null}
      <div className="dlg-foot">
        <span className="f3 t12">
          <Trans>Ctrl+Z takes it back.</Trans>
        </span>
        <span className="sp" />
        <Button size="sm" keys={["Esc"]} onClick={onClose}>
          <Trans>Leave it</Trans>
        </Button>
        <Do onDo={() => onDo(rewrite)} blocked={after ? undefined : t`Choose an object first.`}>
          {doing(rewrite)}
        </Do>
      </div>
    </Dialog>
  );
}

function Title({ rewrite, name }: { readonly rewrite: Rewrite; readonly name: string }) {
  const what = { merge: "into…", renumber: "", remove: "" }[rewrite.do];
  const verb = { merge: t`Merge`, renumber: t`Renumber`, remove: t`Remove` }[rewrite.do];
  return (
    <>
      {verb} <ObjectBadge number={rewrite.number} /> {name} {what}
    </>
  );
}

function doing(rewrite: Rewrite): string {
  if (rewrite.do === "remove") return t`Remove object ${rewrite.number}`;
  if (rewrite.do === "merge") return rewrite.into === undefined ? t`Merge` : t`Merge into object ${rewrite.into}`;
  return rewrite.to === undefined ? t`Renumber` : t`Make it object ${rewrite.to}`;
}

function Do(props: { readonly onDo: () => void; readonly blocked: string | undefined; readonly children: ReactNode }) {
  const id = useId();
  const ready = props.blocked === undefined;
  // The dialog gives the focus to its first button when it opens; Enter has to mean what its key says.
  useEffect(() => {
    if (ready) document.getElementById(id)?.focus();
  }, [id, ready]);
  return (
    <Button id={id} size="sm" variant="primary" keys={["↵"]} blocked={props.blocked} onClick={props.onDo}>
      {props.children}
    </Button>
  );
}

type ChoicesProps = Pick<RewriteDialogProps, "rewrite" | "written" | "onChoose">;

function Choices({ rewrite, written: { objects }, onChoose }: ChoicesProps) {
  const chosen = rewrite.do === "merge" ? rewrite.into : rewrite.do === "renumber" ? rewrite.to : undefined;
  const choose = (number: number) => {
    if (rewrite.do === "merge") onChoose({ ...rewrite, into: number });
    else if (rewrite.do === "renumber") onChoose({ ...rewrite, to: number });
  };
  return (
    <fieldset className="obj-choices">
      <legend className="sr">{rewrite.do === "merge" ? t`The object that stays` : t`The new number`}</legend>
      {choices(rewrite, objects).map((number) => {
        const object = objects.find((one) => one.number === number);
        return (
          <button
            key={number}
            type="button"
            className={`btn sm ${chosen === number ? "on" : ""} ${object ? "" : "obj-free"}`}
            aria-pressed={chosen === number}
            aria-label={object ? undefined : t`number ${number}, free`}
            onClick={() => choose(number)}
          >
            {object ? <ObjectBadge number={number} /> : number}
            {object ? <span className="ell">{object.name}</span> : null}
          </button>
        );
      })}
      {rewrite.do === "renumber" && objects.some(({ number }) => number === rewrite.to) ? (
        <p className="f2 t12 obj-swap">{t`The two objects change places: ${rewrite.to ?? ""} becomes ${rewrite.number}.`}</p>
      ) : null}
    </fieldset>
  );
}

function Rewriting({ before, after }: { readonly before: string; readonly after: string }) {
  const stretches = useMemo(() => compareCaptions(before, after), [before, after]);
  return (
    <section aria-label={t`The caption, before and after`} className="obj-rewriting">
      <h3 className="f3">
        <Trans>Caption, before → after</Trans>
      </h3>
      {isChanged(stretches) ? (
        <CaptionDiff stretches={stretches} />
      ) : (
        <p className="f2 t12">
          <Trans>No phrase names this object: the text stays as it is.</Trans>
        </p>
      )}
    </section>
  );
}

type MasksProps = { readonly video: number; readonly before: string; readonly after: string };

/** What this does to masks that are drawn already, beyond what earlier changes did; nothing for a clip without any. */
function Masks({ video, before, after }: MasksProps) {
  const already = useConsequences(video, before);
  const asked = useConsequences(video, after);
  if (asked.isPending || already.isPending)
    return (
      <p className="f3 t12" role="status">
        <Trans>Looking for masks that this would make stale</Trans>
      </p>
    );
  if (asked.isError)
    return (
      <p className="t12 row g6 warn" role="alert">
        <Icon of={CircleAlert} size="s14" />
        {t`Whether masks become stale is not known: ${describe(asked.error)}`}
      </p>
    );
  const known = staleMasks(already.data ?? []);
  const lines = staleMasks(asked.data).filter((line) => !known.includes(line));
  const masks = asked.data.some(({ track }) => track !== null);
  if (lines.length === 0)
    return masks ? (
      <p className="f2 t12">
        <Trans>No drawn mask becomes stale.</Trans>
      </p>
    ) : null;
  return (
    <ul className="obj-stale">
      {lines.map((line) => (
        <li key={line} className="row g6 warn t12">
          <Icon of={Layers} size="s14" />
          {line}
        </li>
      ))}
    </ul>
  );
}
