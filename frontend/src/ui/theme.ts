/** Why: dark or light is one person's choice on one computer, kept there. Dark until they choose. */
import { useSyncExternalStore } from "react";

type Theme = "dark" | "light";

const KEY = "tether-theme";
const watchers = new Set<() => void>();

/** The chosen theme; dark where none was chosen or storage is off. */
export function theme(): Theme {
  try {
    return localStorage.getItem(KEY) === "light" ? "light" : "dark";
  } catch {
    return "dark";
  }
}

/** Put the chosen theme on the page. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
}

/** Choose the theme, on this computer, for good. */
export function chooseTheme(next: Theme): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage is off: the choice holds for this page only.
  }
  document.documentElement.dataset.theme = next;
  for (const watcher of watchers) watcher();
}

/** Take over what is chosen in another window of this computer. */
export function followTheme(): void {
  addEventListener("storage", ({ key }) => {
    if (key !== KEY) return;
    applyTheme();
    for (const watcher of watchers) watcher();
  });
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => (document.documentElement.dataset.theme === "light" ? "light" : "dark"),
  );
}
