/**
 * One list of what can be done, from which the toolbar, the buttons, the key presses and the help are made:
 * a key that is shown is a key that works.
 */

import type { Action } from "./actions/action";
import { byKeyboard, gestures } from "./actions/drawing";
import { history, objects, suggestions } from "./actions/objects";
import { tools } from "./actions/tools";
import { steps, views } from "./actions/view";
import type { Editor } from "./editor";
import { type Bindings, combinationOf, keysFor, type Press } from "./keymap";

/** Everything that can be done, in the order of the help. */
export const actions: readonly Action[] = [
  ...history,
  ...steps,
  ...objects,
  ...tools,
  ...suggestions,
  ...gestures,
  ...byKeyboard,
  ...views,
];

export type { Action } from "./actions/action";

const NO_BINDINGS: Bindings = {};

/** The action that a key press asks for now, or null. */
export function actionFor(press: Press, editor: Editor, bindings: Bindings = NO_BINDINGS): Action | null {
  const combination = combinationOf(press);
  return actions.find((action) => keysFor(action, bindings).includes(combination) && action.when(editor)) ?? null;
}

/** The action of this name. */
export function actionNamed(name: string): Action | undefined {
  return actions.find((action) => action.name === name);
}
