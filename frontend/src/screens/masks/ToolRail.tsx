/** The tools as a column of buttons, made from the table of actions. */

import { Ban, CircleDashed, Hand, type LucideIcon, MousePointer2, PenTool } from "lucide-react";
import { Fragment } from "react";
import { actionNamed } from "../../editor/actions";
import type { Editor } from "../../editor/editor";

const TOOLS: readonly (readonly [string, LucideIcon])[] = [
  ["select", MousePointer2],
  ["polygon", PenTool],
  ["hole", CircleDashed],
  ["absent", Ban],
  ["hand", Hand],
];
const RULED: readonly string[] = ["absent", "hand"];

/** The rail; the tool in hand is filled. */
export function ToolRail(props: { readonly editor: Editor; readonly onAction: (name: string) => void }) {
  const inHand = toolName(props.editor);
  return (
    <nav className="rail" aria-label="Tools">
      {TOOLS.map(([name, Icon]) => {
        const action = actionNamed(name);
        if (!action) return null;
        const works = action.when(props.editor);
        return (
          <Fragment key={name}>
            {RULED.includes(name) && <hr />}
            <button
              type="button"
              className={inHand === name ? "tool on" : "tool"}
              aria-pressed={inHand === name}
              aria-disabled={!works}
              title={`${action.label} (${action.keys[0]})`}
              onClick={() => works && props.onAction(name)}
            >
              <Icon className="ic" aria-hidden />
              <span className="sr">{action.label}</span> <u>{action.keys[0]?.replace("Shift+", "⇧")}</u>
            </button>
          </Fragment>
        );
      })}
    </nav>
  );
}

function toolName({ tool }: Editor): string {
  if (tool.tool === "polygon") return tool.purpose === "hole" ? "hole" : "polygon";
  return tool.tool;
}
