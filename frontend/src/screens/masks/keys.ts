/**
 * Keys of the screen: the table of actions and the person's own keys decide what a press means now. Letters belong to
 * text while text is being typed, Enter and Space to the control that has the focus, and Tab to the page unless the
 * focus is on the picture.
 */

import { useEffect } from "react";
import { actionFor } from "../../editor/actions";
import type { Bindings } from "../../editor/keymap";
import type { EditorStore } from "../../editor/store";

interface Extra {
  readonly onHelp: () => void;
  readonly onSubmit: () => void;
  readonly onNextFinding: () => void;
  readonly onAsk: () => void;
}

/** Listen to the keyboard while the screen is open. */
export function useKeys(store: EditorStore, bindings: Bindings, extra: Extra): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || isTaken(event)) return;
      if (event.code === "Space") {
        event.preventDefault();
        if (!event.repeat) store.dispatch({ type: "grip", held: true });
        return;
      }
      if (runsExtra(event, extra)) return event.preventDefault();
      const ctrl = event.ctrlKey || event.metaKey;
      const press = { key: event.key, code: event.code, ctrl, shift: event.shiftKey, alt: event.altKey };
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
  }, [store, bindings, extra]);
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

function runsExtra(event: KeyboardEvent, extra: Extra): boolean {
  if (event.key === "?") extra.onHelp();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) extra.onSubmit();
  else if (event.key === "F8") extra.onNextFinding();
  else if (isAlone(event, "w")) extra.onAsk();
  else return false;
  return true;
}

function isAlone(event: KeyboardEvent, letter: string): boolean {
  return event.key.toLowerCase() === letter && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}
