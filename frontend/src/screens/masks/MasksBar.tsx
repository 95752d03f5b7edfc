/** The bar over the mask screen: how things are saved, undo, keys, what is open, and the one way on. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Keyboard, Redo2, Undo2 } from "lucide-react";
import { useMemo } from "react";
import { keyframesPrefix, useSaveState } from "../../api/saving";
import type { TrackList, Video, WorkCard } from "../../api/types";
import { actionNamed } from "../../editor/actions";
import type { Editor } from "../../editor/editor";
import { Button, IconButton } from "../../ui/Button";
import { SaveBadge, WorkspaceBar } from "../WorkspaceBar";
import type { Correcting } from "./correcting";
import type { Submission } from "./submission";

/** The workspace's bar with this screen's controls. */
export function MasksBar(props: {
  readonly work: WorkCard;
  readonly video: Video;
  readonly list: TrackList;
  readonly editor: Editor;
  readonly submission: Submission;
  readonly correcting: Correcting;
  readonly onAction: (name: string) => void;
  readonly onHelp: () => void;
}) {
  const { work, video, editor, correcting } = props;
  const { openCount, busy, blocked, submit } = props.submission;
  const number = props.list.tracks.find(({ id }) => String(id) === editor.track)?.number ?? null;
  const sent = useSaveState(keyframesPrefix(video.id));
  const before = useMemo(() => lastSaved(props.list), [props.list]);
  const save = { ...sent, savedAt: sent.savedAt ?? before };
  return (
    <WorkspaceBar
      project={video.project}
      clip={video}
      work={work}
      place={correcting.on ? "mask-review" : "masks"}
      at={{ frame: editor.frame, number }}
      save={<SaveBadge save={save} />}
    >
      <Step name="undo" editor={editor} onAction={props.onAction} />
      <Step name="redo" editor={editor} onAction={props.onAction} />
      <IconButton label={t`Keyboard shortcuts`} icon={Keyboard} onClick={props.onHelp} />
      {openCount > 0 && (
        <button
          type="button"
          className="lnk t12 nw"
          title={t`Go to the next open cell (M)`}
          onClick={() => props.onAction("next-open")}
        >
          {openCount === 1 ? t`1 cell open` : t`${openCount} cells open`}
        </button>
      )}
      {correcting.on ? (
        <Button variant="primary" keys={["Ctrl", "↵"]} busy={correcting.busy} onClick={correcting.back}>
          <Trans>Back to the review</Trans>
        </Button>
      ) : (
        <Button variant="primary" keys={["Ctrl", "↵"]} busy={busy} blocked={blocked} onClick={submit}>
          <Trans>Submit for review</Trans>
        </Button>
      )}
    </WorkspaceBar>
  );
}

/** When anything of the clip was last stored, before this visit stores something itself. */
function lastSaved(list: TrackList): number | null {
  const times = list.tracks.flatMap((track) => track.keyframes.map(({ saved_at }) => Date.parse(saved_at)));
  return times.length > 0 ? Math.max(...times) : null;
}

/** Undo or redo, named by what it takes back or does again. */
function Step(props: { name: "undo" | "redo"; editor: Editor; onAction: (name: string) => void }) {
  const { name, editor } = props;
  const { past, future } = editor.history;
  const change = (name === "undo" ? past : future).at(-1);
  const word = name === "undo" ? t`Undo` : t`Redo`;
  return (
    <IconButton
      label={change ? `${word}: ${change.label}` : word}
      icon={name === "undo" ? Undo2 : Redo2}
      blocked={actionNamed(name)?.when(editor) ? undefined : t`Nothing to ${name}`}
      onClick={() => props.onAction(name)}
    />
  );
}
