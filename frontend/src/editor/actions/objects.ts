/** Objects: choosing, hiding, locking, stacking, copying; and what a model suggests for them. */

import { t } from "@lingui/core/macro";
import { cellAt, keyframesBeside } from "../document";
import { currentPlace, type Editor, requestHere, suggestionHere, visibleShape } from "../editor";
import { leastSure } from "../leastSure";
import { isLocal } from "../reduce/undoing";
import { type Action, editable } from "./action";

const hasObject = (e: Editor) => e.track !== null;

export const objects: readonly Action[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map(
    (number): Action => ({
      name: `object-${number}`,
      label: t`Object ${number}`,
      group: "Objects",
      keys: [`${number}`],
      when: (editor) => trackNumbered(editor, number) !== null,
      run: (editor) => {
        const track = trackNumbered(editor, number);
        return track === null ? [] : [{ type: "choose-track", track }];
      },
    }),
  ),
  {
    name: "hide",
    label: t`Hide or show the object`,
    group: "Objects",
    keys: ["H"],
    when: hasObject,
    run: (e) => (e.track === null ? [] : [{ type: "hide", track: e.track }]),
  },
  {
    name: "hide-all",
    label: t`Hide or show all objects`,
    group: "Objects",
    keys: ["T"],
    when: hasObject,
    run: () => [{ type: "hide-all" }],
  },
  {
    name: "lock",
    label: t`Lock or unlock the object`,
    group: "Objects",
    keys: ["L"],
    when: hasObject,
    run: (e) => (e.track === null ? [] : [{ type: "lock", track: e.track }]),
  },
  {
    name: "lock-all",
    label: t`Lock or unlock all objects`,
    group: "Objects",
    keys: ["Shift+L"],
    when: hasObject,
    run: () => [{ type: "lock-all" }],
  },
  {
    name: "forward",
    label: t`Bring the object forward`,
    group: "Objects",
    keys: ["Shift+]"],
    when: editable,
    run: () => [{ type: "reorder", way: "up" }],
  },
  {
    name: "backward",
    label: t`Send the object back`,
    group: "Objects",
    keys: ["Shift+["],
    when: editable,
    run: () => [{ type: "reorder", way: "down" }],
  },
  {
    name: "copy-on",
    label: t`Copy to the next keyframe`,
    group: "Objects",
    keys: ["Ctrl+B"],
    when: (e) => editable(e) && isDecided(e) && hasNext(e),
    run: () => [{ type: "copy-on" }],
  },
];

export const suggestions: readonly Action[] = [
  {
    name: "start-from-neighbour",
    label: t`Start from the neighbouring keyframe`,
    group: "Suggestions",
    keys: ["G"],
    when: editable,
    run: () => [{ type: "ask" }],
  },
  {
    name: "start-keyframe",
    label: t`Keyframe here: start from the computed mask`,
    group: "Keyframes",
    keys: ["K"],
    when: editable,
    run: () => [{ type: "ask-computed" }],
  },
  {
    name: "accept",
    label: t`Accept the suggestion`,
    group: "Suggestions",
    keys: ["Tab"],
    when: (e) => editable(e) && suggestionHere(e) !== null,
    run: () => [{ type: "accept" }],
  },
  {
    name: "accept-part",
    label: t`Add the suggestion to what is drawn`,
    group: "Suggestions",
    keys: ["Shift+Tab"],
    when: (e) => editable(e) && suggestionHere(e) !== null && visibleShape(e).length > 0,
    run: () => [{ type: "accept-part" }],
  },
  {
    name: "dismiss",
    label: t`Dismiss the suggestion`,
    group: "Suggestions",
    keys: ["Escape"],
    when: (e) => (suggestionHere(e) !== null || requestHere(e) !== null) && !isBusy(e),
    run: () => [{ type: "dismiss" }],
  },
  {
    name: "least-sure",
    label: t`Where the model is least sure`,
    group: "Suggestions",
    keys: ["U"],
    when: (e) => leastSure(e) !== null,
    run: (e) => {
      const draft = leastSure(e);
      return draft === null ? [] : [{ type: "go", frame: draft.frame, track: draft.track }];
    },
  },
];

/** Whether Escape has something else to let go of first: a gesture, or the question of what to delete. */
function isBusy({ tool, deleting }: Editor): boolean {
  if (deleting) return true;
  return tool.tool === "select" ? tool.grip !== null || tool.band !== null : tool.tool !== "hand";
}

export const history: readonly Action[] = [
  {
    name: "undo",
    label: t`Undo`,
    group: "Everywhere",
    keys: ["Ctrl+Z"],
    when: (e) => isLocal(e, "undo") || (e.editable && e.history.past.length > 0),
    run: () => [{ type: "undo" }],
  },
  {
    name: "redo",
    label: t`Redo`,
    group: "Everywhere",
    keys: ["Ctrl+Shift+Z", "Ctrl+Y"],
    when: (e) => isLocal(e, "redo") || (e.editable && e.history.future.length > 0),
    run: () => [{ type: "redo" }],
  },
];

function hasNext(editor: Editor): boolean {
  const place = currentPlace(editor);
  return place !== null && keyframesBeside(editor.history.present, place)[1] !== undefined;
}

function isDecided(editor: Editor): boolean {
  const place = currentPlace(editor);
  return place !== null && cellAt(editor.history.present, place) !== null;
}

function trackNumbered(editor: Editor, number: number): string | null {
  return editor.history.present.tracks.find((track) => track.number === number)?.id ?? null;
}
