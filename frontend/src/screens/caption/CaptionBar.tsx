/** The bar over the caption: where the clip is in its life, what is saved, undo, versions and keys. */

import { t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { Keyboard, Redo2, Undo2 } from "lucide-react";
import { type ReactNode, type RefObject, useCallback, useState, useSyncExternalStore } from "react";
import { followCaption, heldCaption } from "../../api/queries";
import { captionKey, useSaveBadge } from "../../api/saving";
import type { Video, WorkCard } from "../../api/types";
import type { CaptionEditorHandle } from "../../caption/CaptionEditor";
import { IconButton } from "../../ui/Button";
import { useHotkeys } from "../../ui/hotkeys";
import { SaveBadge, WorkspaceBar } from "../WorkspaceBar";
import { CaptionKeys } from "./CaptionKeys";

type CaptionBarProps = {
  readonly work: WorkCard;
  readonly video: Video;
  readonly editable: boolean;
  readonly editor: RefObject<CaptionEditorHandle | null>;
  readonly children: ReactNode;
};

export function CaptionBar({ work, video, editable, editor, children }: CaptionBarProps) {
  const [keys, setKeys] = useState(false);
  const undo = () => editor.current?.undo();
  const redo = () => editor.current?.redo();
  // In the text the editor hears these itself; elsewhere on the page they mean the same history.
  useHotkeys({ "Ctrl+z": undo, "Ctrl+Shift+z": redo, "Ctrl+y": redo, "?": () => setKeys(true) });
  return (
    <WorkspaceBar project={video.project} clip={video} work={work} place="caption" save={<Saved video={video.id} />}>
      {editable ? (
        <>
          <IconButton label={t`Undo`} icon={Undo2} onClick={undo} />
          <IconButton label={t`Redo`} icon={Redo2} onClick={redo} />
        </>
      ) : null}
      {children}
      <IconButton label={t`Keyboard shortcuts`} icon={Keyboard} onClick={() => setKeys(true)} />
      {keys ? <CaptionKeys onClose={() => setKeys(false)} /> : null}
    </WorkspaceBar>
  );
}

/** Apart from the bar, and steady while a hand types: no save on its way draws anything again. */
function Saved({ video }: { readonly video: number }) {
  const client = useQueryClient();
  const save = useSaveBadge(captionKey(video));
  const follow = useCallback((act: () => void) => followCaption(client, video, act), [client, video]);
  // Before the first edit of this visit, the time at which the server got the text.
  const before = save.status === "saved" && save.savedAt === null;
  const saved = useSyncExternalStore(follow, () => (before ? (heldCaption(client, video)?.saved ?? null) : null));
  return <SaveBadge save={{ ...save, savedAt: save.savedAt ?? (saved === null ? null : Date.parse(saved)) }} />;
}
