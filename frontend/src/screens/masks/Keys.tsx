/** The keys of an action as this person has them: a key that is shown is a key that works. */

import { createContext, useContext } from "react";
import { actionNamed } from "../../editor/actions";
import { type Bindings, keysFor } from "../../editor/keymap";
import { Kbd } from "../../ui/Kbd";

/** The person's own keys for everything that shows one. */
export const KeymapContext = createContext<Bindings>({});

const SIGNS: Readonly<Record<string, string>> = {
  Escape: "Esc",
  Delete: "Del",
  Enter: "↵",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "PgUp",
  PageDown: "PgDn",
};

/** A combination as its keys are printed: `Ctrl+Shift+Z` is three. */
export function printed(combination: string): readonly string[] {
  const parts = combination.split(/(?<=.)\+(?=.)/);
  return parts.map((part) => SIGNS[part] ?? part);
}

/** The first combination of an action for this person; undefined when it has none. */
function useKeyOf(name: string): string | undefined {
  const bindings = useContext(KeymapContext);
  const action = actionNamed(name);
  return action && keysFor(action, bindings)[0];
}

/** The first combination of the action of this name; nothing when it has none. */
export function Keys({ of: name }: { readonly of: string }) {
  const combination = useKeyOf(name);
  return combination === undefined ? null : <Kbd keys={printed(combination)} />;
}
