/** What the mask screen adds to the bar over every workspace: undo, keys, what is open, and the one way on. */

import { Keyboard, Undo2 } from "lucide-react";
import type { Editor } from "../../editor/editor";
import { Button, IconButton } from "../../ui/Button";

interface ControlProps {
  readonly editor: Editor;
  readonly openCount: number;
  readonly busy: boolean;
  readonly blocked: string | undefined;
  readonly onFirstOpen: () => void;
  readonly onSubmit: () => void;
  readonly onUndo: () => void;
  readonly onHelp: () => void;
}

/** Undo, keys, the count of open cells and the button that submits. */
export function MasksControls(props: ControlProps) {
  const last = props.editor.history.past.at(-1);
  return (
    <>
      <IconButton
        label={last ? `Undo: ${last.label}` : "Undo"}
        icon={Undo2}
        blocked={last ? undefined : "Nothing to undo"}
        onClick={props.onUndo}
      />
      <IconButton label="Keyboard shortcuts" icon={Keyboard} onClick={props.onHelp} />
      {props.openCount > 0 && (
        <button type="button" className="lnk t12 nw" title="Go to the next open cell (M)" onClick={props.onFirstOpen}>
          {props.openCount === 1 ? "1 cell open" : `${props.openCount} cells open`}
        </button>
      )}
      <Button variant="primary" keys={["Ctrl", "↵"]} busy={props.busy} blocked={props.blocked} onClick={props.onSubmit}>
        Submit for review
      </Button>
    </>
  );
}
