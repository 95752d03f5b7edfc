/** Deleting asks how much. Nothing is gone for good: each answer is one step that undo takes back. */

import { ObjectBadge } from "../../caption/ObjectBadge";
import { deletionCounts, type Editor, type EditorEvent, type Scope } from "../../editor/editor";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import { counted } from "../labels";
import { timeOf } from "./opening";

/** The question, while there is one. */
export function DeleteDialog({ editor, dispatch }: { editor: Editor; dispatch: (event: EditorEvent) => void }) {
  const place = editor.deleting;
  const track = editor.history.present.tracks.find(({ id }) => id === place?.track);
  if (!place || !track) return null;
  const counts = deletionCounts(editor, place);
  const time = timeOf(place.frame);
  const scopes: readonly (readonly [Scope, string])[] = [
    ["frame", `At ${time} only`],
    ["onwards", `From ${time} to the end`],
    ["object", "On all keyframes"],
  ];
  const answers = scopes.map(([scope], at) => [`${at + 1}`, () => dispatch({ type: "delete", scope })] as const);
  return (
    <Dialog
      answers={Object.fromEntries(answers.filter((_, at) => counts[scopes[at]?.[0] ?? "frame"] > 0))}
      title={
        <>
          Delete <ObjectBadge number={track.number} /> {track.label}?
        </>
      }
      onClose={() => dispatch({ type: "keep" })}
    >
      <p className="f2 t12">The object stays in the caption; what you delete is to do again. Undo brings it back.</p>
      <ul className="scopes">
        {scopes.map(([scope, words], at) => (
          <li key={scope}>
            <Button
              className="wide"
              blocked={counts[scope] === 0 ? "Nothing is decided there" : undefined}
              onClick={() => dispatch({ type: "delete", scope })}
            >
              <Kbd keys={[`${at + 1}`]} />
              {words}
              <span className="sp" />
              <span className="f3 num">{counted(counts[scope], "cell")}</span>
            </Button>
          </li>
        ))}
      </ul>
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={() => dispatch({ type: "keep" })}>
          Keep it
        </Button>
      </div>
    </Dialog>
  );
}
