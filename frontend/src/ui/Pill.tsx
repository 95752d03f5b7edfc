/** Why: a status is always an icon and a word, never a bare colour. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./Icon";

export type Tone = "" | "ok" | "warn" | "bad" | "info" | "line" | "dash";

export function Pill(props: { tone?: Tone; icon?: LucideIcon; spin?: boolean; children: ReactNode }) {
  const { tone = "", icon, spin = false, children } = props;
  return (
    <span className={`pill ${tone}`}>
      {icon && <Icon of={icon} size="s12" tone={spin ? "spin" : ""} />}
      {children}
    </span>
  );
}
