/** Where a drawing by hand helps a model's drafts most: the open cell whose draft the model is least sure of. */

import { cellAt } from "./document";
import type { Editor } from "./editor";
import type { Suggestion } from "./suggestion";

/** A model's draft that says how sure it is. */
export type Estimated = Suggestion & { readonly estimate: number };

/**
 * The draft to look at next: of the object in hand the one that its model is least sure of, and of the clip where that
 * object has none. On such a draft it is the next surer one, and after the surest the first again.
 *
 * @returns Null where no other draft of a model is open, or nothing may be drawn.
 */
export function leastSure(editor: Editor): Estimated | null {
  const open = openDrafts(editor);
  const ofObject = open.filter(({ track }) => track === editor.track);
  const [first, ...more] = ofObject.length > 0 ? ofObject : open;
  if (!first) return null;
  const line = [first, ...more];
  const here = line.findIndex(({ track, frame }) => track === editor.track && frame === editor.frame);
  const next = line[here + 1] ?? first;
  return next === line[here] ? null : next;
}

/** Drafts beside cells that nobody decided, the least sure first; of equals the earlier. */
function openDrafts(editor: Editor): readonly Estimated[] {
  if (!editor.editable) return [];
  return [...editor.suggestions.values()]
    .filter(isEstimated)
    .filter((draft) => !cellAt(editor.history.present, draft) && !editor.locked.has(draft.track))
    .toSorted((a, b) => a.estimate - b.estimate || a.frame - b.frame);
}

function isEstimated(suggestion: Suggestion): suggestion is Estimated {
  return suggestion.method === "model" && suggestion.estimate !== null;
}
