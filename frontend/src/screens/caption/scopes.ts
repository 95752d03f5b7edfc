/** F6 goes round the parts of the page (player, text, objects, checks), so that no part is many Tabs away. */

import { type RefObject, useEffect } from "react";

const FOCUSABLE = [".cm-content", "button", "input", "a[href]", "[tabindex='0']"].map((one) => `${one}:not(:disabled)`);

/** Binds F6 and Shift+F6 to the elements inside that carry `data-scope`, in the order of the page. */
export function useScopes(page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "F6" || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      goRound(page.current, event.shiftKey ? -1 : 1);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [page]);
}

/** Gives the focus to one part by its name. */
export function enterScope(page: HTMLElement | null, name: string): void {
  const scope = page?.querySelector<HTMLElement>(`[data-scope="${name}"]`);
  if (scope) enter(scope);
}

function goRound(page: HTMLElement | null, step: 1 | -1): void {
  const scopes = [...(page?.querySelectorAll<HTMLElement>("[data-scope]") ?? [])];
  const now = scopes.findIndex((scope) => scope.contains(document.activeElement));
  const start = now < 0 && step < 0 ? 0 : now;
  for (let away = 1; away <= scopes.length; away++) {
    const scope = scopes[(start + step * away + scopes.length * 2) % scopes.length];
    if (scope && enter(scope)) return;
  }
}

/** Where the focus was in this part before, else its first control. */
function enter(scope: HTMLElement): boolean {
  const text = scope.querySelector<HTMLElement>(".cm-content");
  const target = text ?? scope.querySelector<HTMLElement>(FOCUSABLE.join());
  target?.focus();
  return Boolean(target);
}
