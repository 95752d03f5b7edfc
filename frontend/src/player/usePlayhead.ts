/** React's view of a playhead: one for a mounted screen, its frame for small components, its keys for the page. */

import { useEffect, useState, useSyncExternalStore } from "react";
import { obey, type PlayerCommand, playerCommand } from "./keys";
import { Playhead, type PlayheadState } from "./playhead";

/** A playhead of its own for the component; it must be mounted anew for another clip (give it a `key`). */
export function usePlayhead(frameCount: number): Playhead {
  return useState(() => new Playhead(frameCount))[0];
}

/** Everything about the playhead; renders thirty times a second while playing, so use it in leaves only. */
export function usePlayheadState(playhead: Playhead): PlayheadState {
  return useSyncExternalStore(playhead.subscribe, playhead.state);
}

/** All but the frame: whether it plays, at what rate and in what loop. */
export function useTransport(playhead: Playhead): Omit<PlayheadState, "frame"> {
  const playing = useSyncExternalStore(playhead.subscribe, () => playhead.state().playing);
  const rate = useSyncExternalStore(playhead.subscribe, () => playhead.state().rate);
  const loop = useSyncExternalStore(playhead.subscribe, () => playhead.state().loop);
  const range = useSyncExternalStore(playhead.subscribe, () => playhead.state().range);
  const failed = useSyncExternalStore(playhead.subscribe, () => playhead.state().failed);
  return { playing, rate, loop, range, failed };
}

/** Whether letters typed into this element are text. */
function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== "range";
  return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}

/** Lets the page's keys move the clip. Args: reserved: commands whose keys mean something else on this screen. */
export function usePlayerKeys(playhead: Playhead, reserved: readonly PlayerCommand["do"][] = []): void {
  const spared = reserved.join();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const typing = isText(event.target);
      if (event.key === " " && !event.ctrlKey && event.target instanceof HTMLButtonElement) return;
      const command = playerCommand(event, typing);
      if (!command || spared.split(",").includes(command.do) || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      obey(playhead, command);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [playhead, spared]);
}
