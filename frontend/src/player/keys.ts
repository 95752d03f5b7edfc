/** Which key moves the clip. Plain keys act outside text only; inside text the same moves need Alt or Ctrl. */

import type { LoopEnd } from "./loop";
import type { Playhead } from "./playhead";

export type Stroke = {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
};
export type PlayerCommand =
  | { readonly do: "toggle" }
  | { readonly do: "loop" }
  | { readonly do: "loop-end"; readonly end: LoopEnd }
  | { readonly do: "rate"; readonly direction: -1 | 1 }
  | { readonly do: "step"; readonly frames: number }
  | { readonly do: "keyframe"; readonly direction: -1 | 1 }
  | { readonly do: "first" }
  | { readonly do: "last" };

const PLAIN: Readonly<Record<string, PlayerCommand>> = {
  " ": { do: "toggle" },
  d: { do: "step", frames: -1 },
  f: { do: "step", frames: 1 },
  e: { do: "keyframe", direction: -1 },
  r: { do: "keyframe", direction: 1 },
  l: { do: "loop" },
  ArrowLeft: { do: "step", frames: -1 },
  ArrowRight: { do: "step", frames: 1 },
  Home: { do: "first" },
  End: { do: "last" },
};

/** With Alt, by the place of the key: on many layouts Alt makes another character of it. */
const WITH_ALT: Readonly<Record<string, PlayerCommand>> = {
  BracketLeft: { do: "loop-end", end: "first" },
  BracketRight: { do: "loop-end", end: "last" },
  Comma: { do: "rate", direction: -1 },
  Period: { do: "rate", direction: 1 },
};

/** The move that a key stroke asks for, or undefined. Args: typing: the focus is in a text. */
export function playerCommand(stroke: Stroke, typing: boolean): PlayerCommand | undefined {
  const control = stroke.ctrlKey || stroke.metaKey;
  if (control && !stroke.altKey && stroke.code === "Space") return { do: "toggle" };
  if (control && !stroke.altKey && stroke.code === "KeyL") return { do: "loop" };
  if (stroke.altKey && !control && stroke.code === "ArrowLeft")
    return { do: "step", frames: stroke.shiftKey ? -10 : -1 };
  if (stroke.altKey && !control && stroke.code === "ArrowRight")
    return { do: "step", frames: stroke.shiftKey ? 10 : 1 };
  if (stroke.altKey && !control && !stroke.shiftKey && WITH_ALT[stroke.code]) return WITH_ALT[stroke.code];
  if (typing || control || stroke.altKey) return undefined;
  if (stroke.shiftKey && stroke.key === "ArrowLeft") return { do: "step", frames: -10 };
  if (stroke.shiftKey && stroke.key === "ArrowRight") return { do: "step", frames: 10 };
  return stroke.shiftKey ? undefined : PLAIN[stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key];
}

export function obey(playhead: Playhead, command: PlayerCommand): void {
  const last = playhead.frameCount - 1;
  if (command.do === "toggle") playhead.toggle();
  else if (command.do === "step") playhead.step(command.frames);
  else if (command.do === "keyframe") playhead.stepKeyframe(command.direction);
  else if (command.do === "first") playhead.seek(0);
  else if (command.do === "last") playhead.seek(last);
  else if (command.do === "loop-end") playhead.markLoopEnd(command.end);
  else if (command.do === "rate") playhead.stepRate(command.direction);
  else playhead.toggleLoop();
}
