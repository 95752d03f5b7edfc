/** Deleting asks how much. Nothing is gone for good: each answer is one step that undo takes back. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { deletionCounts, type Editor, type EditorEvent, type Scope } from "../../editor/editor";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import { timeOf } from "./opening";

/** The question, while there is one. */
export function DeleteDialog({ editor, dispatch }: { editor: Editor; dispatch: (event: EditorEvent) => void }) {
  const place = editor.deleting;
  const track = editor.history.present.tracks.find(({ id }) => id === place?.track);
  if (!place || !track) return null;
  const counts = deletionCounts(editor, place);
  const time = timeOf(place.frame);
  const scopes: readonly (readonly [Scope, string])[] = [
    ["frame", t`At ${time} only`],
    ["onwards", t`From ${time} to the end`],
    ["object", t`On all keyframes`],
  ];
  const answers = scopes.map(([scope], at) => [`${at + 1}`, () => dispatch({ type: "delete", scope })] as const);
  return (
    <Dialog
      answers={Object.fromEntries(answers.filter((_, at) => counts[scopes[at]?.[0] ?? "frame"] > 0))}
      title={
        <>
          <Trans>Delete</Trans> <ObjectBadge number={track.number} /> {track.label}?
        </>
      }
      onClose={() => dispatch({ type: "keep" })}
    >
      <p className="f2 t12">
        <Trans>The object stays in the caption; what you delete is to do again. Undo brings it back.</Trans>
      </p>
      <ul className="scopes">
        {scopes.map(([scope, words], at) => (
          <li key={scope}>
            <Button
              className="wide"
              blocked={counts[scope] === 0 ? t`Nothing is decided there` : undefined}
              onClick={() => dispatch({ type: "delete", scope })}
            >
              <Kbd keys={[`${at + 1}`]} />
              {words}
              <span className="sp" />
              <span className="f3 num">{plural(counts[scope], { one: "# cell", other: "# cells" })}</span>
            </Button>
          </li>
        ))}
      </ul>
      <div className="dlg-foot">
        <Button size="sm" keys={["Esc"]} onClick={() => dispatch({ type: "keep" })}>
          <Trans>Keep it</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
