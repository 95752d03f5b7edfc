/**
 * Why: letters are keys only where nobody is typing. A key is ignored in text, under an open dialog or menu, and with a
 * modifier that the binding does not name.
 */
import { useEffect, useRef } from "react";

/** Bindings by key as the keyboard reports it, e.g. `d`, `/`, `?`, `Ctrl+Enter`. Modifiers in the order Ctrl, Alt, Shift. */
export type Hotkeys = Readonly<Record<string, () => void>>;

const NAMED = /^[a-zA-Z]$/;

function pressed(event: KeyboardEvent): string {
  const key = NAMED.test(event.key) ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (NAMED.test(event.key) || event.key.length > 1);
  const modifiers = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", shift && "Shift"];
  return [...modifiers.filter(Boolean), key].join("+");
}

const BOX = 'input[type="checkbox"]';

/** Whether a key belongs to what has the focus: all do where one can type, the space bar alone to a box to tick. */
function typing(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches(BOX)) return key === " ";
  return target.isContentEditable || target.closest("input, textarea, select") !== null;
}

/** Bind keys while the calling component is on screen. */
export function useHotkeys(keys: Hotkeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || typing(event.target, event.key)) return;
      if (document.querySelector("dialog[open], [role=menu]")) return;
      const act = latest.current[pressed(event)];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
