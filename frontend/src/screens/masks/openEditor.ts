/** Opens the editor on what the server and the outbox hold, and keeps the two and the editor in step. */

import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { keyframeKey, outbox } from "../../api/saving";
import type { TrackList, Video } from "../../api/types";
import { openEditor } from "../../editor/editor";
import { EditorStore } from "../../editor/store";
import { KeyframeSync } from "./keyframeSync";
import { annotationOf } from "./opening";

/** The editor, opened once; later lists only bring in what others changed. */
export function useOpenEditor(video: Video, list: TrackList): { store: EditorStore; sync: KeyframeSync } {
  const { frame } = useSearch({ from: "/signed-in/work/$work" });
  const [opened] = useState(() => {
    const draftAt = (place: { track: string; frame: number }) =>
      outbox().draft(keyframeKey(video.id, Number(place.track), place.frame));
    const size = { width: video.width, height: video.height };
    const store = new EditorStore(openEditor(annotationOf(list, draftAt), size, list.editable));
    if (frame !== undefined && list.frames.includes(frame)) store.dispatch({ type: "go", frame });
    return { store, sync: new KeyframeSync({ video: video.id, store, outbox: outbox(), opened: list }) };
  });
  useEffect(() => opened.sync.start(), [opened]);
  useEffect(() => {
    opened.sync.merge(list);
    opened.store.dispatch({ type: "editable", editable: list.editable });
  }, [opened, list]);
  return opened;
}
