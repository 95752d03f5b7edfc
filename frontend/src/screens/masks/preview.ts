/**
 * What the keyframes in hand would become on the frames between them, computed for the person who draws and kept nowhere:
 * asked for when it is wanted, shown dashed over the clip, gone with Escape and stale as soon as a keyframe changes.
 */

import { t } from "@lingui/core/macro";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { describe } from "../../api/error";
import { askPreview, readPreview, readRunMasks } from "../../api/runs";
import { outbox } from "../../api/saving";
import type { Video } from "../../api/types";
import type { EditorStore } from "../../editor/store";
import { MaskFilm } from "../../player/maskFilm";
import { toast } from "../../ui/Toast";
import type { ClipUnder } from "./film";
import { nextLook } from "./looks";
import { isIdle, isStale, type Preview, type Stretch, stretchAt } from "./previewState";

export interface Previewing {
  readonly preview: Preview;
  readonly stale: boolean;
  readonly ask: () => void;
  readonly play: () => void;
  readonly dismiss: () => void;
}

const NONE: Preview = { is: "none" };

export function usePreview(video: Video, store: EditorStore, clip: ClipUnder): Previewing {
  const [preview, show] = useState<Preview>(NONE);
  const asked = useRef(0);
  const { runOver, halt, playhead } = clip;
  const stale = useSyncExternalStore(
    store.subscribe,
    () => "stretch" in preview && isStale(preview.stretch, store.state()),
  );
  const dismiss = useCallback(() => {
    asked.current += 1;
    halt();
    playhead.setLoop(null);
    show(NONE);
  }, [halt, playhead]);
  const run = useRef(runOver);
  useEffect(() => {
    run.current = runOver;
  });
  const begin = useCallback(async () => {
    const editor = store.state();
    const stretch = stretchAt(editor);
    if (typeof stretch === "string") return toast(stretch, "failed");
    const mine = ++asked.current;
    show({ is: "asked", stretch });
    const answer = await fetchPreview(video.id, stretch);
    if (asked.current !== mine) return;
    show(answer);
    const { frame, track } = store.state();
    // Whoever went on drawing meanwhile keeps the picture under the hand.
    const stayed = frame === editor.frame && track === editor.track && isIdle(store.state());
    if (answer.is === "shown" && stayed) run.current({ first: stretch.first, last: stretch.last });
  }, [store, video.id]);
  const ask = useCallback(() => void begin(), [begin]);
  const play = () => "stretch" in preview && runOver({ first: preview.stretch.first, last: preview.stretch.last });
  useEffect(() => {
    if (!stale || preview.is === "asked") return;
    halt();
    playhead.setLoop(null);
  }, [stale, preview.is, halt, playhead]);
  return { preview, stale, ask, play, dismiss };
}

/** Send what is drawn, ask, wait, fetch. */
async function fetchPreview(video: number, stretch: Stretch): Promise<Preview> {
  const failed = (text: string): Preview => ({ is: "failed", stretch, text });
  try {
    await outbox().flush();
    let answer = await askPreview(Number(stretch.track), stretch.first);
    for (let waited = 0; answer.state === "queued" || answer.state === "running"; waited += nextLook(waited)) {
      await new Promise((resolve) => window.setTimeout(resolve, nextLook(waited)));
      answer = await readPreview(answer.id);
    }
    if (answer.state !== "done") return failed(answer.error ?? t`It was not computed. Ask again.`);
    const film = new MaskFilm(await readRunMasks(video, answer.id));
    return { is: "shown", stretch, film, predictor: answer.predictor };
  } catch (error) {
    return failed(describe(error));
  }
}
