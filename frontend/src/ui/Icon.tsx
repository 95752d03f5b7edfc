/** Why: icons are drawn in one weight and three sizes, and are never read aloud: the words beside them are. */
import type { LucideIcon } from "lucide-react";

export type IconSize = "s12" | "s14" | "s16" | "s20";

export function Icon({ of: Drawing, size = "s16", tone = "" }: { of: LucideIcon; size?: IconSize; tone?: string }) {
  return <Drawing className={`ic ${size} ${tone}`} aria-hidden="true" focusable="false" />;
}
