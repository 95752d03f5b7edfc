/** Why: clips, steps, stages, sizes and times are written alike on every screen. */

import { t } from "@lingui/core/macro";
import { Check, Circle, CircleDashed, Eye, type LucideIcon, PenLine, PenTool, RotateCcw, Zap } from "lucide-react";
import type { Role, Stage, Step } from "../api/types";
import { tag } from "../language/language";
import type { Tone } from "../ui/Pill";

/** A clip's number as releases write it: six digits. */
export const clipNumber = (number: number): string => String(number).padStart(6, "0");

/** Seconds as minutes, seconds and tenths: 0:10.3. */
export function clock(seconds: number): string {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  const rest = tenths % 600;
  return `${Math.floor(tenths / 600)}:${String(Math.floor(rest / 10)).padStart(2, "0")}.${rest % 10}`;
}

/** When a frame of the 30-fps clip is shown, as a clock. */
export const frameClock = (frame: number): string => clock(frame / 30);

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** A size in decimal units, two or three figures. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export const count = (number: number): string => number.toLocaleString(tag());

const time = (date: Date) => date.toLocaleTimeString(tag(), { hour: "2-digit", minute: "2-digit" });
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** When something was, as short as it is still clear: "2 min ago", "12:04", "yesterday 17:41", "Thu", "14 Nov". */
export function when(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const ago = now.getTime() - date.getTime();
  if (ago < MINUTE) return t`just now`;
  if (ago < 60 * MINUTE) return t`${Math.floor(ago / MINUTE)} min ago`;
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (date.getTime() >= midnight) return time(date);
  if (date.getTime() >= midnight - DAY) return t`yesterday ${time(date)}`;
  return day(date, now);
}

/** The same for a narrow column: "12:04", "Thu", "14 Nov". */
export function whenShort(iso: string, now = new Date()): string {
  const date = new Date(iso);
  return date.getTime() >= new Date(now).setHours(0, 0, 0, 0) ? time(date) : day(date, now);
}

function day(date: Date, now: Date): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (date.getTime() >= midnight - 6 * DAY) return date.toLocaleDateString(tag(), { weekday: "short" });
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(tag(), { day: "numeric", month: "short", year });
}

/** A time of day, for leases and saves. */
export const timeOfDay = (iso: string): string => time(new Date(iso));

export const stepName: Record<Step, string> = { caption: t`caption`, masks: t`masks` };
export const stepNumber: Record<Step, string> = { caption: t`Step 1, caption`, masks: t`Step 2, masks` };

interface StageLook {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

/** The stages of a clip's life, in order, as their pills show them. */
export const stages: Record<Stage, StageLook> = {
  to_caption: { text: t`To caption`, tone: "", icon: CircleDashed },
  captioning: { text: t`Captioning`, tone: "", icon: PenLine },
  caption_review: { text: t`Caption review`, tone: "info", icon: Eye },
  caption_returned: { text: t`Caption returned`, tone: "bad", icon: RotateCcw },
  to_mask: { text: t`To mask`, tone: "", icon: Circle },
  masking: { text: t`Masking`, tone: "", icon: PenTool },
  propagating: { text: t`Propagating`, tone: "ok", icon: Zap },
  mask_review: { text: t`Mask review`, tone: "info", icon: Eye },
  masks_returned: { text: t`Masks returned`, tone: "bad", icon: RotateCcw },
  ready: { text: t`Ready`, tone: "ok", icon: Check },
};

export const stageOrder = Object.keys(stages) as readonly Stage[];

/** The pages of a project, and who finds them in the navigation. */
export type Page =
  | "overview"
  | "queue"
  | "videos"
  | "batches"
  | "review"
  | "reasons"
  | "guideline"
  | "quality"
  | "wordings"
  | "models"
  | "releases"
  | "board"
  | "studies"
  | "machines"
  | "people"
  | "log"
  | "webhooks";

const RUNNING: readonly Page[] = [
  ...(["quality", "wordings", "releases", "models", "board", "studies"] as const),
  ...(["machines", "people", "log", "webhooks"] as const),
];

export const pagesOf: Record<Role, readonly Page[]> = {
  annotator: ["queue", "guideline", "studies"],
  inspector: ["queue", "review", "wordings", "overview", "quality", "guideline", "board", "studies", "machines"],
  researcher: ["videos", "guideline", "releases", "board", "studies"],
  lead: ["overview", "videos", "batches", "queue", "review", "reasons", "guideline", ...RUNNING],
  admin: [
    ...(["people", "overview", "videos", "batches", "guideline", "quality", "releases", "board"] as const),
    ...(["machines", "log", "webhooks"] as const),
  ],
  viewer: ["videos", "guideline"],
};

/** The page that somebody comes to first. */
export const homeOf: Record<Role, Page> = {
  annotator: "queue",
  inspector: "review",
  researcher: "releases",
  lead: "videos",
  admin: "people",
  viewer: "videos",
};

/** Splits as people call them. */
export const splitName: Readonly<Record<string, string>> = {
  train: t`Train`,
  val: t`Validation`,
  test: t`Test`,
  all: t`All`,
};

/** Seconds as one looks at a clock: "12 s", "4 min", "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 60) return t`${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t`${minutes} min`;
  const rest = minutes % 60;
  return rest ? t`${Math.floor(minutes / 60)} h ${rest} min` : t`${Math.floor(minutes / 60)} h`;
}
