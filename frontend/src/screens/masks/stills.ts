/**
 * All stills of the clip are fetched and decoded when the screen opens, so that a step to another keyframe
 * never waits. What did not load says so and can be fetched again; there is no drawing on a guess.
 */

import { useCallback, useEffect, useState } from "react";
import type { Still } from "../../api/types";

export type StillState = "loading" | "ready" | "failed";

export interface Stills {
  readonly states: ReadonlyMap<number, StillState>;
  readonly ready: number;
  readonly fetchAgain: (frame: number) => void;
}

/** Fetch all stills at once; the pictures are held while the screen is open. */
export function useStills(stills: readonly Still[]): Stills {
  const [states, setStates] = useState<ReadonlyMap<number, StillState>>(new Map());
  const settle = useCallback(
    (frame: number, state: StillState) => setStates((before) => new Map(before).set(frame, state)),
    [],
  );
  const load = useCallback(
    (still: Still) => {
      const picture = new Image();
      let left = false;
      picture.src = still.url;
      picture.decode().then(
        () => left || settle(still.frame, "ready"),
        () => left || settle(still.frame, "failed"),
      );
      return () => {
        left = true;
        picture.removeAttribute("src");
      };
    },
    [settle],
  );
  useEffect(() => {
    const held = stills.map(load);
    return () => {
      for (const letGo of held) letGo();
    };
  }, [stills, load]);
  const fetchAgain = (frame: number) => {
    const still = stills.find((one) => one.frame === frame);
    if (!still) return;
    settle(frame, "loading");
    load(still);
  };
  const ready = [...states.values()].filter((state) => state === "ready").length;
  return { states, ready, fetchAgain };
}
