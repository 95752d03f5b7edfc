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

/** The version after the newest: its last number plus one; the first is v1.0.0. */
export function nextVersion(versions: readonly string[]): string {
  const parts = /^(.*?)(\d+)$/.exec(versions[0] ?? "");
  return parts ? `${parts[1]}${Number(parts[2]) + 1}` : "v1.0.0";
}
