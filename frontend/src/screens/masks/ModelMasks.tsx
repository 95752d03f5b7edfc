/** The model drafts every object of the caption on every keyframe that is open still; each draft waits in its cell for a person. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { describe } from "../../api/error";
import { Button } from "../../ui/Button";
import { ModelDraftState } from "../ModelDraftState";
import type { ModelMasksState } from "./useModelMasks";

/** Nothing where no model drafts for the project. */
export function ModelMasks({ masks }: { readonly masks: ModelMasksState }) {
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
    </section>
  );
}
