/**
 * Keys of the screen: the table of actions and the person's own keys decide what a press means now. Letters belong to
 * text while text is being typed, Enter and Space to the control that has the focus, and Tab to the page unless the
 * focus is on the picture.
 */

import { useEffect } from "react";
import { actionFor } from "../../editor/actions";
import { type Bindings, combinationOf } from "../../editor/keymap";
import type { EditorStore } from "../../editor/store";

const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph"]);

/** What the screen itself does with a combination, before the table is asked; false when it does nothing with it. */
type ScreenKeys = (combination: string) => boolean;

/** Listen to the keyboard while the screen is open. */
export function useKeys(store: EditorStore, bindings: Bindings, screen: ScreenKeys): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || MODIFIERS.has(event.key) || isTaken(event)) return;
      if (event.code === "Space") {
        event.preventDefault();
        if (!event.repeat) store.dispatch({ type: "grip", held: true });
        return;
      }
      const ctrl = event.ctrlKey || event.metaKey;
      const press = { key: event.key, code: event.code, ctrl, shift: event.shiftKey, alt: event.altKey };
      if (screen(combinationOf(press))) return event.preventDefault();
      const action = actionFor(press, store.state(), bindings);
      if (!action) return;
      event.preventDefault();
      for (const one of action.run(store.state())) store.dispatch(one);
    };
    const letGo = () => store.dispatch({ type: "grip", held: false });
    const up = (event: KeyboardEvent) => event.code === "Space" && letGo();
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", letGo);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", letGo);
    };
  }, [store, bindings, screen]);
}

function isTaken(event: KeyboardEvent): boolean {
  const at = event.target instanceof HTMLElement ? event.target : null;
  if (document.querySelector("dialog[open]")) return true;
  if (!at) return false;
  if (at.closest("input[type=range]")) return /^(Arrow|Page|Home|End|Tab)/.test(event.key);
  if (at.isContentEditable || at.closest("input, textarea, select")) return true;
  const activates = event.key === "Enter" || event.code === "Space" || event.key === "Tab";
  return activates && !event.ctrlKey && at.closest("button, a, [role=button]") !== null;
}
