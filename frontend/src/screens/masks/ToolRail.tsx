/** The tools as a column of buttons, made from the table of actions. */

import { t } from "@lingui/core/macro";
import {
  Ban,
  Brush,
  CircleDashed,
  Eraser,
  Hand,
  type LucideIcon,
  MousePointer2,
  PenTool,
  Scissors,
  SplinePointer,
  SquaresUnite,
  WandSparkles,
} from "lucide-react";
import { Fragment, useContext } from "react";
import { actionNamed } from "../../editor/actions";
import type { Editor, ToolState } from "../../editor/editor";
import { keysFor } from "../../editor/keymap";
import { KeymapContext, printed } from "./Keys";

const TOOLS: readonly (readonly [string, LucideIcon])[] = [
  ["select", MousePointer2],
  ["polygon", PenTool],
  ["brush", Brush],
  ["eraser", Eraser],
  ["magic", WandSparkles],
  ["hole", CircleDashed],
  ["retrace", SplinePointer],
  ["slice", Scissors],
  ["join", SquaresUnite],
  ["absent", Ban],
  ["hand", Hand],
];
const RULED: readonly string[] = ["hole", "absent", "hand"];

/** The rail; the tool in hand is filled. */
export function ToolRail(props: { readonly editor: Editor; readonly onAction: (name: string) => void }) {
  const inHand = nameOf(props.editor.tool);
  const bindings = useContext(KeymapContext);
  return (
    <nav className="rail" aria-label={t`Tools`}>
      {TOOLS.map(([name, Icon]) => {
        const action = actionNamed(name);
        if (!action) return null;
        const works = action.when(props.editor);
        const keys = printed(keysFor(action, bindings)[0] ?? "");
        return (
          <Fragment key={name}>
            {RULED.includes(name) && <hr />}
            <button
              type="button"
              className={inHand === name ? "tool on" : "tool"}
              aria-pressed={inHand === name}
              aria-disabled={!works}
              title={`${action.label} (${keys.join(" ")})`}
              onClick={() => works && props.onAction(name)}
            >
              <Icon className="ic" aria-hidden />
              <span className="sr">{action.label}</span> <u>{keys.join("").replace("Shift", "⇧")}</u>
            </button>
          </Fragment>
        );
      })}
    </nav>
  );
}

/** The action that takes the tool in hand. */
function nameOf(tool: ToolState): string {
  if (tool.tool === "polygon") return tool.purpose === "hole" ? "hole" : "polygon";
  if (tool.tool === "brush") return tool.kind;
  return tool.tool;
}
