/** Somebody else stored a newer caption meanwhile. Nothing is overwritten: both are shown and the person chooses. */

import { captionKey, outbox, useUndecided } from "../../api/saving";
import type { Caption } from "../../api/types";
import { CaptionText } from "../../caption/CaptionText";
import { parse } from "../../caption/grammar";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";

type CaptionConflictProps = { readonly video: number; readonly onTake: (text: string) => void };

export function CaptionConflict({ video, onTake }: CaptionConflictProps) {
  const key = captionKey(video);
  const conflict = useUndecided(key).find((one) => one.key === key && one.status === "conflict");
  if (!conflict) return null;
  const current = conflict.current as Caption;
  const mine = typeof conflict.mine?.text === "string" ? conflict.mine.text : "";
  const who = current.by?.name ?? "Someone else";
  const take = async () => {
    await outbox().takeTheirs(key);
    onTake(current.text);
  };
  return (
    <Dialog wide title={`${who} changed this caption too`}>
      <p className="f2 t12">
        Keep yours, and theirs stays in the history. Take theirs, and your last changes are dropped.
      </p>
      <div className="cap-versions">
        <Version title="Yours" text={mine} />
        <Version title={who} text={current.text} />
      </div>
      {/* First in order, last on the line: a dialog gives the focus to its first button, and that one loses nothing. */}
      <div className="dlg-foot cap-choose">
        <Button size="sm" variant="primary" onClick={() => void outbox().keepMine(key)}>
          Keep mine
        </Button>
        <Button size="sm" onClick={() => void take()}>
          Take theirs
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
