/**
 * The clip under the canvas: between the keyframes there is no still, so the canonical video shows the very frame, and
 * it can run there to see what is computed. While it runs the editor stays where it was; where it stops, the editor
 * goes.
 */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { isKeyframe } from "../../editor/document";
import type { EditorStore } from "../../editor/store";
import type { FrameRange } from "../../player/loop";
import type { Playhead } from "../../player/playhead";
import { usePlayhead, useTransport } from "../../player/usePlayhead";

export interface ClipUnder {
  readonly playhead: Playhead;
  /** The video is asked for once somebody leaves the keyframes or lets it run. */
  readonly opened: boolean;
  readonly running: boolean;
  /** Whether the editor's frame is between keyframes, and whether the video shows it. */
  readonly between: boolean;
  readonly shown: boolean;
  readonly failed: boolean;
  readonly toggle: () => void;
  /** Stop where it is, so that what is done next is done on the frame that is seen. */
  readonly halt: () => void;
  /** Let a stretch run again and again. */
  readonly runOver: (range: FrameRange) => void;
  /** The video has come up. */
  readonly ready: () => void;
  /** How often it was asked for anew, since it did not load. */
  readonly attempt: number;
  readonly fetchAgain: () => void;
}

export function useClipUnder(frameCount: number, store: EditorStore): ClipUnder {
  const playhead = usePlayhead(frameCount);
  const { playing, failed } = useTransport(playhead);
  const frame = useSyncExternalStore(store.subscribe, () => store.state().frame);
  const between = useSyncExternalStore(store.subscribe, () => !isKeyframe(store.state().history.present, frame));
  const shown = useSyncExternalStore(playhead.subscribe, () => playhead.state().frame === frame);
  const [wanted, want] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const runs = useRef(false);
  const halt = useCallback(() => playhead.state().playing && playhead.pause(), [playhead]);
  useEffect(() => goWhereItStops(playhead, store), [playhead, store]);
  useEffect(() => {
    if (playhead.state().playing) playhead.pause();
    playhead.seek(frame);
  }, [playhead, frame]);
  const run = useCallback(() => {
    runs.current = true;
    want(true);
    playhead.play();
  }, [playhead]);
  const toggle = useCallback(() => {
    if (playhead.state().playing) playhead.pause();
    else run();
  }, [playhead, run]);
  return {
    playhead,
    opened: wanted || between,
    running: playing,
    between,
    shown,
    failed,
    toggle,
    halt,
    runOver: (range) => {
      playhead.setLoop(range);
      run();
    },
    ready: () => {
      playhead.seek(store.state().frame);
      if (runs.current) playhead.play();
      runs.current = false;
    },
    attempt,
    fetchAgain: () => setAttempt(attempt + 1),
  };
}

/** Where the clip stops, the editor goes; but not when it stops since the editor went elsewhere. */
function goWhereItStops(playhead: Playhead, store: EditorStore): () => void {
  let from: number | null = null;
  return playhead.subscribe(() => {
    const { playing, frame } = playhead.state();
    if (playing) {
      from ??= store.state().frame;
      return;
    }
    const stayed = from === store.state().frame;
    from = null;
    if (stayed) store.dispatch({ type: "go", frame });
  });
}
