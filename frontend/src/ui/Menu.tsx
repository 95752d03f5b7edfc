/** Why: a few actions or choices behind one button; arrows walk, Escape closes and gives the focus back. */
import { Check } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Icon } from "./Icon";

interface MenuItem {
  readonly key: string;
  readonly text: ReactNode;
  /** Given for a choice: whether it is the present one. */
  readonly chosen?: boolean;
  readonly act: () => void;
}

export function Menu(props: {
  /** Name of the list; the button is named by its children. */
  label: string;
  items: readonly MenuItem[];
  className?: string;
  /** Class of the box that holds button and list. */
  place?: string;
  side?: "below" | "above";
  children: ReactNode;
}) {
  const { label, items, className = "", place: box = "", side = "below", children } = props;
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    place.current?.querySelector<HTMLElement>("[aria-checked=true], [role^=menuitem]")?.focus();
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.stopPropagation();
      close();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };

  return (
    <div ref={place} className={`menu-place ${box}`}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div id={id} role="menu" aria-label={label} className={`pop menu ${side}`} onKeyDown={walk} tabIndex={-1}>
          {items.map((item) => (
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: aria-checked is given with menuitemradio only.
            <button
              key={item.key}
              type="button"
              role={item.chosen === undefined ? "menuitem" : "menuitemradio"}
              aria-checked={item.chosen}
              tabIndex={-1}
              onClick={() => {
                close();
                item.act();
              }}
            >
              {item.text}
              <span className="sp" />
              {item.chosen && <Icon of={Check} size="s14" />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
