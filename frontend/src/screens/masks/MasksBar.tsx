/** The bar over the mask screen: which clip, how it is saved, what is open, and the one way on. */

import { Keyboard, Undo2 } from "lucide-react";
import type { SaveState } from "../../api/outbox";
import type { VideoRow, WorkCard } from "../../api/types";
import type { Editor } from "../../editor/editor";
import { Button, IconButton } from "../../ui/Button";

interface BarProps {
  readonly work: WorkCard;
  readonly clip: VideoRow;
  readonly editor: Editor;
  readonly save: SaveState;
  readonly openCount: number;
  readonly busy: boolean;
  readonly blocked: string | undefined;
  readonly onFirstOpen: () => void;
  readonly onSubmit: () => void;
  readonly onUndo: () => void;
  readonly onHelp: () => void;
}

export function MasksBar(props: BarProps) {
  const { clip, work } = props;
  return (
    <header className="top">
      <a className="logo" href="/" aria-label="To the queue">
        ⟨
      </a>
      <div className="crumb">
        <b>Clip {clip.number}</b>
        <span>
          {clip.name} · {clip.seconds.toFixed(1)} s · {clip.width}×{clip.height}
        </span>
      </div>
      {work.round > 1 && <span className="pill">Round {work.round}</span>}
      <span className="sp" />
      <span className="saved" role="status">
        {props.save.status}
      </span>
      <MasksControls {...props} />
    </header>
  );
}

/** Undo, keys, the count of open cells and the button that submits. */
export function MasksControls(props: BarProps) {
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
        <button type="button" className="lnk t12 nw" onClick={props.onFirstOpen}>
          {props.openCount === 1 ? "1 cell open" : `${props.openCount} cells open`}
        </button>
      )}
      <Button variant="primary" keys={["Ctrl", "↵"]} busy={props.busy} blocked={props.blocked} onClick={props.onSubmit}>
        Submit for review
      </Button>
    </>
  );
}
