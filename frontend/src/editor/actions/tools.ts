/** The tools and modes, in the order of the rail. */

import { t } from "@lingui/core/macro";
import { partsIn } from "../../geometry/join";
import type { Shape } from "../../geometry/ring";
import { shapeAt } from "../document";
import { currentPlace, type Editor, type ToolName } from "../editor";
import { type Action, always, editable } from "./action";

const withOutline = (e: Editor) => editable(e) && shapeHere(e).length > 0;

function shapeHere(editor: Editor): Shape {
  const place = currentPlace(editor);
  return place ? shapeAt(editor.history.present, place) : [];
}

function tool(
  name: string,
  key: string,
  label: string,
  taken: ToolName,
  when: (editor: Editor) => boolean = editable,
): Action {
  return { name, label, group: "Drawing", keys: [key], when, run: () => [{ type: "tool", tool: taken }] };
}

export const tools: readonly Action[] = [
  tool("select", "V", t`Select and edit`, "select", always),
  tool("polygon", "N", t`Draw an outline or a further part`, "part"),
  tool("hole", "Shift+X", t`Cut a hole`, "hole", withOutline),
  tool("retrace", "Shift+N", t`Redraw a stretch of the outline`, "retrace", withOutline),
  tool("brush", "B", t`Paint with a brush`, "brush"),
  tool("eraser", "X", t`Erase`, "eraser", withOutline),
  tool("slice", "C", t`Slice a part in two`, "slice", withOutline),
  tool("join", "J", t`Join two parts`, "join", (e) => editable(e) && partsIn(shapeHere(e)) > 1),
  tool("magic", "S", t`Click to mask`, "magic"),
  tool("simplify", "Q", t`Simplify: fewer points`, "simplify", withOutline),
  tool("smooth", "Shift+Q", t`Smooth the outline`, "smooth", withOutline),
  {
    name: "share-border",
    label: t`Share the border with the neighbour`,
    group: "Drawing",
    keys: ["Alt+E"],
    when: (e) => withOutline(e) || (editable(e) && e.tool.tool === "polygon"),
    run: () => [{ type: "share-border" }],
  },
  {
    name: "absent",
    label: t`Absent here`,
    group: "Drawing",
    keys: ["O"],
    when: editable,
    run: () => [{ type: "toggle-absent" }],
  },
  {
    ...tool("hand", "P", t`Pan (or hold Space, or drag with the middle button)`, "hand", always),
    group: "View",
  },
];
