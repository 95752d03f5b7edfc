/** Why: a choice between a few views that stays visible. Arrow keys move it, as in any radio group. */
import type { ReactNode } from "react";

export function Segmented<T extends string>(props: {
  label: string;
  /** Null while nothing is chosen. */
  value: T | null;
  options: readonly { readonly value: T; readonly text: ReactNode; readonly name?: string }[];
  onChange: (value: T) => void;
}) {
  const { label, value, options, onChange } = props;
  const move = (step: number) => {
    const at = options.findIndex((option) => option.value === value);
    const next = options[at < 0 ? 0 : (at + step + options.length) % options.length];
    if (next) onChange(next.value);
  };
  return (
    <div
      className="seg"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        move(step);
        const buttons = event.currentTarget.querySelectorAll("button");
        const at = options.findIndex((option) => option.value === value);
        buttons[at < 0 ? 0 : (at + step + options.length) % options.length]?.focus();
      }}
    >
      {options.map((option, place) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio input cannot hold an icon and its own focus ring.
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          aria-label={option.name}
          tabIndex={option.value === value || (value === null && place === 0) ? 0 : -1}
          className={option.value === value ? "on" : ""}
          onClick={() => onChange(option.value)}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}
