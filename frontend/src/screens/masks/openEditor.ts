/** Opens the editor on what the server and the outbox hold, and keeps the two and the editor in step. */

import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { keyframeKey, orderKey, outbox } from "../../api/saving";
import type { TrackList, Video } from "../../api/types";
import { openEditor } from "../../editor/editor";
import { EditorStore } from "../../editor/store";
import { type Address, eventOf } from "./address";
import { KeyframeSync } from "./keyframeSync";
import { annotationOf } from "./opening";
import { OrderSync } from "./orderSync";

/** An editor, and what joins it to the outbox. */
interface OpenWork {
  readonly store: EditorStore;
  readonly sync: KeyframeSync;
  readonly order: OrderSync;
}

/** The editor, opened once; later lists only bring in what others changed. */
export function useOpenEditor(video: Video, list: TrackList): OpenWork {
  const address = useSearch({ from: "/signed-in/p/$project/clips/$clip/$step" });
  const [opened] = useState(() => open(video, list, address));
  useEffect(() => opened.sync.start(), [opened]);
  useEffect(() => opened.order.start(), [opened]);
  useEffect(() => {
    opened.sync.merge(list);
    opened.order.merge(list);
    opened.store.dispatch({ type: "editable", editable: list.editable });
  }, [opened, list]);
  return opened;
}

function open(video: Video, list: TrackList, address: Address): OpenWork {
  const draftAt = (place: { track: string; frame: number }) =>
    outbox().draft(keyframeKey(video.id, Number(place.track), place.frame));
  const order = outbox().draft(orderKey(video.id))?.body.tracks as readonly number[] | undefined;
  const present = annotationOf(list, draftAt, order);
  const closed = new Set(list.tracks.filter(({ locked }) => locked).map(({ id }) => `${id}`));
  const size = { width: video.width, height: video.height };
  const store = new EditorStore(openEditor(present, size, list.editable, closed, video.frame_count));
  const event = eventOf(address, store.state());
  if (event) store.dispatch(event);
  const parts = { video: video.id, store, outbox: outbox(), opened: list };
  return { store, sync: new KeyframeSync(parts), order: new OrderSync(parts) };
}
