/** The bar over the caption: where the clip is in its life, what is saved, undo, versions and keys. */

import { Keyboard, Redo2, Undo2 } from "lucide-react";
import { type ReactNode, type RefObject, useState } from "react";
import type { SaveState } from "../../api/outbox";
import { captionKey, useSaveState } from "../../api/saving";
import type { Caption, Video, WorkCard } from "../../api/types";
import type { CaptionEditorHandle } from "../../caption/CaptionEditor";
import { IconButton } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import { WorkspaceBar } from "../WorkspaceBar";
import { CaptionKeys } from "./CaptionKeys";

type CaptionBarProps = {
  readonly work: WorkCard;
  readonly video: Video;
  readonly caption: Caption;
  readonly editable: boolean;
  readonly editor: RefObject<CaptionEditorHandle | null>;
  readonly children: ReactNode;
};

export function CaptionBar({ work, video, caption, editable, editor, children }: CaptionBarProps) {
  const save = useSaveState(captionKey(video.id));
  const [keys, setKeys] = useState(false);
  const undo = () => editor.current?.undo();
  const redo = () => editor.current?.redo();
  // In the text the editor hears these itself; elsewhere on the page they mean the same history.
  useHotkeys({ "Ctrl+z": undo, "Ctrl+Shift+z": redo, "Ctrl+y": redo, "?": () => setKeys(true) });
  return (
    <WorkspaceBar project={video.project} clip={video} work={work} place="caption" save={savedSince(save, caption)}>
      {editable ? (
        <>
          <IconButton label="Undo" icon={Undo2} onClick={undo} />
          <IconButton label="Redo" icon={Redo2} onClick={redo} />
        </>
      ) : null}
      {children}
      <IconButton label="Keyboard shortcuts" icon={Keyboard} onClick={() => setKeys(true)} />
      {keys ? <CaptionKeys onClose={() => setKeys(false)} /> : null}
    </WorkspaceBar>
  );
}

/** Before the first edit of this visit, the time at which the server got the text. */
function savedSince(save: SaveState, { saved }: Caption): SaveState {
  return { ...save, savedAt: save.savedAt ?? (saved === null ? null : Date.parse(saved)) };
}
