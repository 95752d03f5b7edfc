/** What the reviewer says about masks, before it is sent: a reason, words, and a point on a frame for an object. */

import { t } from "@lingui/core/macro";
import type { NewFinding } from "../../api/types";

/** x, y in video pixels. */
export type Point = { readonly frame: number; readonly x: number; readonly y: number };
export type Pin = {
  readonly id: number;
  readonly reason: string;
  readonly text: string;
  readonly track: number | null;
  readonly point: Point | null;
};

export function emptyPin(id: number): Pin {
  return { id, reason: "", text: "", track: null, point: null };
}

export function isStarted(pin: Pin): boolean {
  return pin.reason !== "" || pin.text.trim() !== "" || pin.point !== null;
}

/** Why a pin cannot be added yet. */
export function missing(pin: Pin): string | undefined {
  return pin.reason === "" ? t`Choose a reason first.` : undefined;
}

export function newFinding({ reason, text, track, point }: Pin): NewFinding {
  return {
    reason,
    text: text.trim(),
    ...(track === null ? {} : { track }),
    ...(point ? { frame: point.frame, x: point.x, y: point.y } : {}),
  };
}

/** Video pixels, to the sixteenth, of a press on the picture; kept inside the picture. */
export function pointAt(
  press: { readonly clientX: number; readonly clientY: number },
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
): { x: number; y: number } {
  const along = (at: number, length: number) => Math.round(Math.max(0, Math.min(0.999999, at)) * length * 16) / 16;
  return {
    x: along((press.clientX - box.left) / box.width, size.width),
    y: along((press.clientY - box.top) / box.height, size.height),
  };
}
