/** Why: what takes longer than a moment says so, in motion and in words. */
import { LoaderCircle } from "lucide-react";
import { Icon, type IconSize } from "./Icon";

export function Spinner({ size = "s16", label }: { size?: IconSize; label?: string }) {
  return (
    <span className="row g6" role={label ? "status" : undefined}>
      <Icon of={LoaderCircle} size={size} tone="spin" />
      {label}
    </span>
  );
}
