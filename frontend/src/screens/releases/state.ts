/** Why: a release is being made, made, or did not come about; the list and the details say it alike. */
import { CircleX, LoaderCircle, Lock, type LucideIcon } from "lucide-react";
import type { Release } from "../../api/types";
import type { Tone } from "../../ui/Pill";

interface Look {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly spin: boolean;
}

export const looks: Record<Release["state"], Look> = {
  frozen: { text: "Frozen", tone: "info", icon: LoaderCircle, spin: true },
  building: { text: "Building", tone: "info", icon: LoaderCircle, spin: true },
  verifying: { text: "Verifying", tone: "info", icon: LoaderCircle, spin: true },
  published: { text: "Locked", tone: "", icon: Lock, spin: false },
  failed: { text: "Failed", tone: "bad", icon: CircleX, spin: false },
};

/** Whether a release is still on its way. */
export const underway = ({ state }: Release): boolean => state !== "published" && state !== "failed";

/** How versions are written, as the server checks them. */
export const VERSION = /^v\d{1,4}(\.\d{1,4}){1,2}$/;

/** The first free version after the newest: its last number counted on; the first of all is v1.0.0. */
export function nextVersion(versions: readonly string[]): string {
  const newest = versions.find((version) => VERSION.test(version));
  if (newest === undefined) return "v1.0.0";
  const dot = newest.lastIndexOf(".");
  let last = Number(newest.slice(dot + 1));
  let next: string;
  do {
    last += 1;
    next = `${newest.slice(0, dot)}.${last}`;
  } while (versions.includes(next));
  return next;
}
