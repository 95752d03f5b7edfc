/** The bar over the mask screen: how things are saved, undo, keys, what is open, and the one way on. */

import { Keyboard, Undo2 } from "lucide-react";
import { keyframesPrefix, useSaveState } from "../../api/saving";
import type { Video, WorkCard } from "../../api/types";
import type { Editor } from "../../editor/editor";
import { Button, IconButton } from "../../ui/Button";
import { WorkspaceBar } from "../WorkspaceBar";
import type { Submission } from "./submission";

/** The workspace's bar with this screen's controls. */
export function MasksBar(props: {
  readonly work: WorkCard;
  readonly video: Video;
  readonly editor: Editor;
  readonly submission: Submission;
  readonly onAction: (name: string) => void;
  readonly onHelp: () => void;
}) {
  const { work, video, editor } = props;
  const { openCount, busy, blocked, submit } = props.submission;
  const save = useSaveState(keyframesPrefix(video.id));
  const last = editor.history.past.at(-1);
  return (
    <WorkspaceBar project={video.project} clip={video} work={work} place="masks" save={save}>
      <IconButton
        label={last ? `Undo: ${last.label}` : "Undo"}
        icon={Undo2}
        blocked={last ? undefined : "Nothing to undo"}
        onClick={() => props.onAction("undo")}
      />
      <IconButton label="Keyboard shortcuts" icon={Keyboard} onClick={props.onHelp} />
      {openCount > 0 && (
        <button
          type="button"
          className="lnk t12 nw"
          title="Go to the next open cell (M)"
          onClick={() => props.onAction("next-open")}
        >
          {openCount === 1 ? "1 cell open" : `${openCount} cells open`}
        </button>
      )}
      <Button variant="primary" keys={["Ctrl", "↵"]} busy={busy} blocked={blocked} onClick={submit}>
        Submit for review
      </Button>
    </WorkspaceBar>
  );
}
