/**
 * Why: one button in all its states. A blocked button stays focusable and says why instead of being dead (`disabled` would
 * hide it from the keyboard); a busy one keeps its width and cannot be pressed twice.
 */
import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, MouseEvent } from "react";
import { Icon } from "./Icon";
import { Kbd } from "./Kbd";
import { Spinner } from "./Spinner";

type ButtonVariant = "plain" | "primary" | "ghost" | "danger" | "ok";
type ButtonSize = "sm" | "md" | "lg";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: LucideIcon;
  /** Shown in the button, e.g. `["Ctrl", "↵"]`. The screen binds them. */
  keys?: readonly string[];
  busy?: boolean;
  /** Why it cannot be pressed now. */
  blocked?: string | undefined;
}

const VARIANTS: Record<ButtonVariant, string> = {
  plain: "",
  primary: "prim",
  ghost: "ghost",
  danger: "danger",
  ok: "okb",
};
const SIZES: Record<ButtonSize, string> = { sm: "sm", md: "", lg: "lg" };

/** The classes of a button, for links that look like one. */
export function buttonClass(variant: ButtonVariant = "plain", size: ButtonSize = "md", more = ""): string {
  return ["btn", VARIANTS[variant], SIZES[size], more].filter(Boolean).join(" ");
}

export function Button(props: ButtonProps) {
  const { variant, size, icon, keys, busy = false, blocked, className = "", children, onClick, ...rest } = props;
  const off = busy || blocked !== undefined;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (off) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      type="button"
      title={blocked}
      {...rest}
      className={buttonClass(variant, size, `${blocked === undefined ? "" : "is-off"} ${className}`.trim())}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      aria-keyshortcuts={keys?.join("+")}
      onClick={press}
    >
      {busy ? <Spinner size="s14" /> : icon && <Icon of={icon} size="s14" />}
      {children}
      {keys && <Kbd keys={keys} />}
    </button>
  );
}

/** A button that shows only its icon; `label` is its name and its tooltip. */
export function IconButton(props: ButtonProps & { label: string; icon: LucideIcon }) {
  const { label, icon, variant = "ghost", className = "", blocked, busy, ...rest } = props;
  return (
    <Button
      title={blocked ?? label}
      {...rest}
      variant={variant}
      blocked={blocked}
      busy={busy}
      aria-label={label}
      className={`icon ${className}`}
    >
      {!busy && <Icon of={icon} size="s14" />}
    </Button>
  );
}
