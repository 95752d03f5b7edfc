/**
 * Somebody else stored another version of a cell meanwhile. Nothing is overwritten: both are shown with their
 * overlap, and the person chooses.
 */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useId, useMemo, useSyncExternalStore } from "react";
import type { DocumentState } from "../../api/outbox";
import { keyframesPrefix, useUndecided } from "../../api/saving";
import type { Video } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import type { EditorStore } from "../../editor/store";
import { tag } from "../../language/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import type { KeyframeSync } from "./keyframeSync";
import { cellOf, cellOfBody, isKeyframe, timeOf } from "./opening";
import { overlapOf, Version, viewAround } from "./Version";

/** The first conflict of the video, or nothing; the next one comes when this is decided. */
export function ConflictDialog(props: { video: Video; store: EditorStore; sync: KeyframeSync }) {
  const undecided = useUndecided(keyframesPrefix(props.video.id));
  const conflict = undecided.find((document) => document.status === "conflict");
  return conflict ? <Choice key={conflict.key} {...props} conflict={conflict} /> : null;
}

const clockOf = (iso: string) => new Date(iso).toLocaleTimeString(tag());

/** The choice between one's own version and the newer one. */
function Choice(props: {
  readonly video: Video;
  readonly store: EditorStore;
  readonly sync: KeyframeSync;
  readonly conflict: DocumentState & { readonly key: string };
}) {
  const { video, sync, conflict } = props;
  const { present } = useSyncExternalStore(props.store.subscribe, props.store.settled).history;
  const place = sync.placeOf(conflict.key);
  const number = present.tracks.find((track) => track.id === place.track)?.number ?? 0;
  const current = isKeyframe(conflict.current) ? conflict.current : null;
  const mine = useMemo(() => (conflict.mine ? cellOfBody(conflict.mine) : null), [conflict.mine]);
  const theirs = useMemo(() => (current ? cellOf(current) : null), [current]);
  const who = current?.by?.name ?? t`Someone else`;
  const picture = {
    url: video.stills.find((one) => one.frame === place.frame)?.url,
    view: viewAround([mine, theirs], video),
    video,
    number,
  };
  return (
    <Dialog
      wide
      title={
        <>
          <Trans>{who} changed</Trans> <ObjectBadge number={number} /> <Trans>at {timeOf(place.frame)} too</Trans>
        </>
      }
    >
      <p className="f2 t12">
        <Trans>Keep yours, and theirs stays in the history. Take theirs, and your last change here is dropped</Trans>
        {current?.saved_at && t`; theirs is from ${clockOf(current.saved_at)}`}.
      </p>
      <div className="row">
        <Version title={t`Yours`} cell={mine} {...picture} />
        <Version title={who} cell={theirs} {...picture} />
      </div>
      <div className="dlg-foot">
        <span className="f3 t12 num">{overlapOf(mine, theirs, video)}</span>
        <span className="sp" />
        <Answers onTheirs={() => void sync.takeTheirs(conflict.key)} onMine={() => void sync.keepMine(conflict.key)} />
      </div>
    </Dialog>
  );
}

function Answers({ onTheirs, onMine }: { readonly onTheirs: () => void; readonly onMine: () => void }) {
  const keep = useId();
  // The dialog focuses its first button when it opens; Enter has to mean what its key says.
  useEffect(() => document.getElementById(keep)?.focus(), [keep]);
  return (
    <>
      <Button size="sm" onClick={onTheirs}>
        <Trans>Take theirs</Trans>
      </Button>
      <Button size="sm" variant="primary" keys={["↵"]} id={keep} onClick={onMine}>
        <Trans>Keep mine</Trans>
      </Button>
    </>
  );
}
