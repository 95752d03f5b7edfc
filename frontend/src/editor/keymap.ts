/**
 * Keys as values: what a press is called, and what a person bound otherwise. A person's keymap holds only the
 * differences, by the names of actions.
 */

import type { Action } from "./actions/action";

/** A key press as a value: `key` and `code` as the browser names what it means and which key it is. */
export interface Press {
  readonly key: string;
  readonly code?: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** The person's own keys: an action's name → all its combinations. An action that is not named keeps its own. */
export type Bindings = Readonly<Record<string, readonly string[]>>;

/** What Shift makes of a sign on the keyboard that the defaults are written for. */
const SHIFTED: Readonly<Record<string, string>> = { "{": "[", "}": "]", ">": ".", "<": "," };

/**
 * A key press in the words of `Action.keys`: `Ctrl+Alt+Shift+KEY`. A sign that needs Shift on some keyboards is named
 * without it, and one that needs AltGr (Ctrl and Alt, to the browser) without these.
 */
export function combinationOf(press: Press): string {
  const { ctrl, shift, alt } = press;
  const key = keyOf(press);
  const sign = key.length === 1 && key.toUpperCase() === key.toLowerCase();
  const plain = shift ? SHIFTED[key] : undefined;
  if (plain) return [ctrl ? "Ctrl" : "", alt ? "Alt" : "", "Shift", plain].filter(Boolean).join("+");
  const graph = sign && ctrl && alt;
  const named = key.length === 1 ? key.toUpperCase() : key;
  const held = [ctrl && !graph ? "Ctrl" : "", alt && !graph ? "Alt" : "", shift && !sign ? "Shift" : ""];
  return [...held, named].filter(Boolean).join("+");
}

/** With Alt some keyboards type a sign or begin an accent; then the key itself says which letter was meant. */
function keyOf({ key, code, ctrl, alt }: Press): string {
  const letter = alt && !ctrl ? code?.match(/^Key([A-Z])$/)?.[1] : undefined;
  return letter ?? key;
}

/** The combinations of an action for this person. */
export function keysFor(action: Action, bindings: Bindings): readonly string[] {
  return bindings[action.name] ?? action.keys;
}
