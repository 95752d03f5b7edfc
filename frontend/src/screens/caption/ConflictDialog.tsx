/** Somebody else stored a newer caption meanwhile. Nothing is overwritten: both are shown with what differs, and the person chooses. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { DocumentState } from "../../api/outbox";
import { captionKey, outbox } from "../../api/saving";
import type { Caption } from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import { compareCaptions, isChanged } from "../../caption/comparison";
import { CaptionDiff } from "../../caption/DiffText";
import { parse } from "../../caption/grammar";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { timeOfDay } from "../labels";
import { type Written, writtenIn } from "./draft";

export type ConflictDialogProps = {
  readonly video: number;
  readonly conflict: Pick<DocumentState, "mine" | "current">;
  readonly onTake: (caption: Caption) => void;
};

export function ConflictDialog({ video, conflict, onTake }: ConflictDialogProps) {
  const key = captionKey(video);
  const current = conflict.current as Caption;
  const mine = writtenIn(conflict.mine ?? {});
  const theirs = writtenIn(current);
  const who = current.by?.name ?? t`Someone else`;
  const take = async () => {
    await outbox().takeTheirs(key);
    onTake(current);
  };
  return (
    <Dialog wide title={t`${who} changed this caption too`}>
      <p className="f2 t12">
        <Trans>Keep yours, and theirs stays in the history. Take theirs, and your last changes are dropped</Trans>
        {current.saved ? t`; theirs is from ${timeOfDay(current.saved)}` : ""}.
      </p>
      <div className="cap-versions">
        <Version title={t`Yours`} text={mine.text} />
        <Version title={who} text={theirs.text} />
      </div>
      <Differences mine={mine} theirs={theirs} />
      {/* First in order, last on the line: a dialog gives the focus to its first button, and that one loses nothing. */}
      <div className="dlg-foot cap-choose">
        <Button size="sm" variant="primary" onClick={() => void outbox().keepMine(key)}>
          <Trans>Keep mine</Trans>
        </Button>
        <Button size="sm" onClick={() => void take()}>
          <Trans>Take theirs</Trans>
        </Button>
      </div>
    </Dialog>
  );
}

function Version({ title, text }: { readonly title: string; readonly text: string }) {
  const read = parse(text);
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {read.ok ? <CaptionText {...read.caption} /> : <p className="mono">{text}</p>}
    </section>
  );
}

/** From theirs to mine: what keeping one's own would do. */
function Differences({ mine, theirs }: { readonly mine: Written; readonly theirs: Written }) {
  const stretches = compareCaptions(theirs.text, mine.text);
  const names = renamed(theirs, mine);
  const missing = (list: readonly string[], other: readonly string[]) => list.filter((one) => !other.includes(one));
  const ticks = missing(mine.ticked, theirs.ticked).length + missing(theirs.ticked, mine.ticked).length;
  return (
    <section aria-label={t`Differences`} className="cap-differences">
      <h3>
        <Trans>What differs, theirs → yours</Trans>
      </h3>
      {isChanged(stretches) ? (
        <CaptionDiff stretches={stretches} />
      ) : (
        <p className="f2">
          <Trans>The words are the same.</Trans>
        </p>
      )}
      {names.map(({ number, before, after }) => (
        <p key={number} className="row g6 t12">
          <ObjectBadge number={number} size="s14" />
          <del>{before ?? t`no object`}</del>
          <ins>{after ?? t`no object`}</ins>
        </p>
      ))}
      {names.length === 0 && order(theirs) !== order(mine) ? (
        <p className="f2 t12">
          <Trans>The objects' order differs.</Trans>
        </p>
      ) : null}
      {ticks > 0 ? (
        <p className="f2 t12">{t`The checklist differs in ${plural(ticks, { one: "# tick", other: "# ticks" })}.`}</p>
      ) : null}
    </section>
  );
}

const order = ({ objects }: Written) => objects.map(({ number }) => number).join();

function renamed(theirs: Written, mine: Written) {
  const name = ({ objects }: Written, number: number) => objects.find((one) => one.number === number)?.name;
  const numbers = new Set([...theirs.objects, ...mine.objects].map(({ number }) => number));
  return [...numbers]
    .map((number) => ({ number, before: name(theirs, number), after: name(mine, number) }))
    .filter(({ before, after }) => before !== after);
}
