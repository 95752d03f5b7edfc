/** The model drafts every object of the caption on every keyframe that is open still; each draft waits in its cell for a person. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Sparkles } from "lucide-react";
import { describe } from "../../api/error";
import type { Editor } from "../../editor/editor";
import { leastSure } from "../../editor/leastSure";
import { Button } from "../../ui/Button";
import { ModelDraftState } from "../ModelDraftState";
import { Keys } from "./Keys";
import { timeOf } from "./opening";
import type { ModelMasksState } from "./useModelMasks";

interface ModelMasksProps {
  readonly masks: ModelMasksState;
  readonly editor: Editor;
  /** Do the action of this name. */
  readonly onAction: (name: string) => void;
}

/** Nothing where no model drafts for the project. */
export function ModelMasks({ masks, editor, onAction }: ModelMasksProps) {
  const { drafts, failed, ask, askable } = masks;
  const draft = drafts?.draft ?? null;
  if (!drafts || (!drafts.model && !draft)) return null;
  const ready = draft?.state === "ready";
  return (
    <section aria-label={t`The model's masks`}>
      <div className="sec-h tall">
        <span className="f1">
          <Trans>Model</Trans>
        </span>
        <span className="f3 med">{draft?.model ?? drafts.model}</span>
        <span className="sp" />
        {askable && (
          <Button size="sm" keys={["Shift", "G"]} onClick={ask}>
            <Trans>Draft all</Trans>
          </Button>
        )}
      </div>
      <div className="model-note">
        {ready && (
          <p className="t12 f2">
            <Trans>{draft.shapes} masks drafted. Each is yours once you accept it.</Trans>
          </p>
        )}
        <ModelDraftState drafts={drafts} refusal={failed ? describe(failed) : null} />
      </div>
      <LeastSure editor={editor} onGo={() => onAction("least-sure")} />
    </section>
  );
}

/** Which draft to look at next, and why that one; it leads there. */
function LeastSure({ editor, onGo }: { readonly editor: Editor; readonly onGo: () => void }) {
  const draft = leastSure(editor);
  const track = editor.history.present.tracks.find(({ id }) => id === draft?.track);
  if (!draft || !track) return null;
  return (
    <button type="button" className="chk" onClick={onGo}>
      <Sparkles className="ic s14" aria-hidden />
      <span>
        <span className="f1">
          <Trans>
            Next: object {track.number} at {timeOf(draft.frame)}
          </Trans>
        </span>
        <br />
        <span className="num">
          <Trans>The model is sure by {draft.estimate.toFixed(2)}. What it is least sure of comes first.</Trans>
        </span>
      </span>
      <Keys of="least-sure" />
    </button>
  );
}
