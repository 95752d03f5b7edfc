/** What an action is: a name, its keys, when it works, and the events that it means. */

import { type Editor, type EditorEvent, refusal } from "../editor";
import type { Input } from "../tools/tool";

type ActionGroup = "Everywhere" | "Keyframes" | "Objects" | "Drawing" | "Suggestions" | "View";

export interface Action {
  readonly name: string;
  readonly label: string;
  readonly group: ActionGroup;
  /** Keys as they are shown, one a combination: `Ctrl+Z`. The first is the one on the button. */
  readonly keys: readonly string[];
  /** Whether the key and the button do something now. */
  readonly when: (editor: Editor) => boolean;
  readonly run: (editor: Editor) => readonly EditorEvent[];
}

export const always = () => true;

/** Whether the chosen object may be changed here. */
export const editable = (editor: Editor) => refusal(editor) === null;

/** The event of a step of the tool in hand. */
export function input(given: Input): readonly EditorEvent[] {
  return [{ type: "input", input: given }];
}
