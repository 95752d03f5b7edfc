/** Why: the server lists the stills of the keyframes; those of the frames between lie beside them. */
import type { Still } from "../api/types";

/** Where the still of any frame is; those of the keyframes say where the others are. */
export function urlOf(stills: readonly Still[], frame: number): string | null {
  const url = stills.find((still) => still.frame === frame)?.url;
  return url ?? stills[0]?.url.replace(/\d{5}(?=\.jpg$)/, String(frame).padStart(5, "0")) ?? null;
}
