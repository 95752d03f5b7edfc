/** What is done with the tool in hand, by key: points, sizes, nudges and the crosshair. */

import { t } from "@lingui/core/macro";
import { cellAt, keyframesOf } from "../document";
import { currentPlace, type Editor, suggestionHere } from "../editor";
import { type Action, always, editable, input } from "./action";

const drawsLine = (e: Editor) => ["polygon", "slice", "retrace"].includes(e.tool.tool);
const drawsByPlaces = (e: Editor) => drawsLine(e) || ["brush", "join", "magic"].includes(e.tool.tool);
const isSelecting = (e: Editor) => e.tool.tool === "select" && editable(e);
const hasSize = (e: Editor) => e.tool.tool === "brush" || e.tool.tool === "refine";

export const gestures: readonly Action[] = [
  {
    name: "finish",
    label: t`Close the outline, or take the preview`,
    group: "Drawing",
    keys: ["Enter"],
    when: (e) => drawsLine(e) || e.tool.tool === "refine" || suggestionHere(e) !== null,
    run: (e) => (drawsLine(e) || e.tool.tool === "refine" ? input({ type: "finish" }) : [{ type: "accept" }]),
  },
  {
    name: "take-back",
    label: t`Take back a point`,
    group: "Drawing",
    keys: ["Backspace"],
    when: (e) => drawsLine(e) || e.tool.tool === "magic",
    run: () => input({ type: "take-back" }),
  },
  {
    name: "cancel",
    label: t`Let go`,
    group: "Drawing",
    keys: ["Escape"],
    when: always,
    run: (e) => (e.deleting ? [{ type: "keep" }] : input({ type: "cancel" })),
  },
  {
    name: "delete",
    label: t`Delete the points or the outline`,
    group: "Drawing",
    keys: ["Delete"],
    when: isSelecting,
    run: () => input({ type: "remove" }),
  },
  {
    name: "delete-keyframe",
    label: t`Delete here, from here on, or the whole object`,
    group: "Drawing",
    keys: ["Shift+Delete"],
    when: (e) => editable(e) && hasCells(e),
    run: () => [{ type: "ask-delete" }],
  },
  {
    name: "smaller",
    label: t`Smaller brush, or less`,
    group: "Drawing",
    keys: ["["],
    when: hasSize,
    run: () => input({ type: "smaller" }),
  },
  {
    name: "larger",
    label: t`Larger brush, or more`,
    group: "Drawing",
    keys: ["]"],
    when: hasSize,
    run: () => input({ type: "larger" }),
  },
];

function hasCells(editor: Editor): boolean {
  const place = currentPlace(editor);
  if (!place) return false;
  const { present } = editor.history;
  return keyframesOf(present, place.track).some((frame) => cellAt(present, { track: place.track, frame }) !== null);
}

/** Vertices and points without a pointer. */
export const byKeyboard: readonly Action[] = [
  {
    name: "next-point",
    label: t`Next point`,
    group: "Drawing",
    keys: ["."],
    when: isSelecting,
    run: () => input({ type: "next", extend: false }),
  },
  {
    name: "previous-point",
    label: t`Point before`,
    group: "Drawing",
    keys: [","],
    when: isSelecting,
    run: () => input({ type: "previous", extend: false }),
  },
  {
    name: "next-point-too",
    label: t`Choose the next point too`,
    group: "Drawing",
    keys: ["Shift+."],
    when: isSelecting,
    run: () => input({ type: "next", extend: true }),
  },
  {
    name: "previous-point-too",
    label: t`Choose the point before too`,
    group: "Drawing",
    keys: ["Shift+,"],
    when: isSelecting,
    run: () => input({ type: "previous", extend: true }),
  },
  {
    name: "all-points",
    label: t`Choose all points`,
    group: "Drawing",
    keys: ["Ctrl+A"],
    when: isSelecting,
    run: () => input({ type: "all" }),
  },
  {
    name: "add-point",
    label: t`Add a point: at the crosshair, or after the chosen point`,
    group: "Drawing",
    keys: ["A", "Insert"],
    when: (e) => isSelecting(e) || drawsByPlaces(e),
    run: (e) => (e.tool.tool === "select" ? input({ type: "insert" }) : [{ type: "place", alt: false }]),
  },
  {
    name: "add-negative",
    label: t`At the crosshair: say “not this”, or end a redrawn stretch and keep its nearer side`,
    group: "Suggestions",
    keys: ["Shift+A", "Shift+Insert"],
    when: (e) => e.tool.tool === "magic" || e.tool.tool === "retrace",
    run: () => [{ type: "place", alt: true }],
  },
  ...arrows(),
];

/** Arrows nudge what is chosen; with a drawing tool in hand they move the crosshair. */
function arrows(): readonly Action[] {
  const ways = [
    ["ArrowLeft", "left", t`left`, -1, 0],
    ["ArrowRight", "right", t`right`, 1, 0],
    ["ArrowUp", "up", t`up`, 0, -1],
    ["ArrowDown", "down", t`down`, 0, 1],
  ] as const;
  const steps = [
    ["", 1],
    ["Shift+", 10],
    ["Ctrl+", 100],
  ] as const;
  return ways.flatMap(([key, name, way, dx, dy]) =>
    steps.map(
      ([held, far]): Action => ({
        name: `nudge-${name}-${far}`,
        label: t`Nudge, or move the crosshair, ${way} by ${far} px`,
        group: "Drawing",
        keys: [`${held}${key}`],
        when: (e) => drawsByPlaces(e) || (isSelecting(e) && e.tool.tool === "select" && e.tool.chosen !== null),
        run: (e) =>
          e.tool.tool === "select"
            ? input({ type: "nudge", dx: dx * far, dy: dy * far })
            : [{ type: "crosshair", dx: dx * far, dy: dy * far }],
      }),
    ),
  );
}
