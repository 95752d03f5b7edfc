/**
 * A person's own keys, as differences from the table of actions: who holds a combination now, what a new binding takes
 * from whom, and what goes to the server. A combination may be shared by actions that share it by default (Escape lets
 * go of whatever there is to let go of); a person's own binding belongs to one action alone.
 */

import { t } from "@lingui/core/macro";
import { type Action, actions } from "../../editor/actions";
import { type Bindings, keysFor } from "../../editor/keymap";

/** The most combinations that one action may have. */
const MOST_KEYS = 4;

const NAMED =
  "Enter|Escape|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow(?:Up|Down|Left|Right)|F(?:[1-9]|1[0-2])";
const COMBINATION = new RegExp(
  `^(Ctrl\\+)?(Alt\\+)?(Shift\\+)?([A-Z0-9[\\]()<>=+,./\\\\;:'\`?!@#$%^&*_|~"-]|${NAMED})$`,
);
/** What the browser or the screen keeps for itself. */
const KEPT = new Set([
  "Ctrl+W",
  "Ctrl+T",
  "Ctrl+N",
  "Ctrl+Enter",
  "?",
  "W",
  "F8",
  "F5",
  "F11",
  "F12",
  "Ctrl+E",
  "Shift+P",
  "Shift+T",
  "Shift+M",
  "Shift+G",
]);

/** Why a combination cannot be used at all, as a sentence; null when it can. */
export function refusalOf(combination: string): string | null {
  if (KEPT.has(combination)) return t`${combination} belongs to the page or the browser. Press another combination.`;
  return COMBINATION.test(combination) ? null : t`This key has no name that can be kept. Press another combination.`;
}

/** The other actions that answer to a combination now. */
export function holdersOf(combination: string, name: string, bindings: Bindings): readonly Action[] {
  return actions.filter((action) => action.name !== name && keysFor(action, bindings).includes(combination));
}

/** Give a combination to one action, as its first, and take it from whoever had it. */
export function bound(bindings: Bindings, name: string, combination: string): Bindings {
  const next: Record<string, readonly string[]> = { ...bindings };
  for (const action of holdersOf(combination, name, bindings)) {
    next[action.name] = keysFor(action, bindings).filter((one) => one !== combination);
  }
  const own = actions.find((action) => action.name === name);
  const others = own ? keysFor(own, bindings).slice(1) : [];
  next[name] = [combination, ...others.filter((one) => one !== combination)].slice(0, MOST_KEYS);
  return differencesOnly(next);
}

/** An action's keys as the table has them; whoever holds one of them by a person's choice gives it back. */
export function unbound(bindings: Bindings, name: string): Bindings {
  const { [name]: _, ...others } = bindings;
  const own = actions.find((action) => action.name === name)?.keys ?? [];
  const left = Object.entries(others).map(
    ([other, keys]) => [other, keys.filter((key) => !own.includes(key))] as const,
  );
  return differencesOnly(Object.fromEntries(left));
}

function differencesOnly(bindings: Bindings): Bindings {
  return Object.fromEntries(
    Object.entries(bindings).filter(([name, keys]) => {
      const own = actions.find((action) => action.name === name)?.keys;
      return own !== undefined && (own.length !== keys.length || own.some((key, i) => key !== keys[i]));
    }),
  );
}
