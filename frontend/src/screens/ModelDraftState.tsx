/** Why: what keeps a model's draft from being there is said in the same words beside a caption and beside masks. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { LoaderCircle, TriangleAlert } from "lucide-react";
import type { DraftLine, ModelDrafts } from "../api/types";
import { Icon } from "../ui/Icon";
import { duration, when, whenShort } from "./labels";

const WITHOUT: Readonly<Record<NonNullable<ModelDrafts["without"]>, string>> = {
  control: t`This clip goes without a draft, so that their help can be measured.`,
  held_out: t`This clip is held out for measuring models: nothing is drafted for it.`,
  second: t`This is a second annotation: nothing is drafted for it.`,
};

/** One line, or nothing where a draft may be asked for. */
export function ModelDraftState({ drafts, refusal }: { drafts: ModelDrafts; refusal: string | null }) {
  const { draft, model, without } = drafts;
  if (draft?.state === "waiting" && drafts.line?.workers === 0 && drafts.line.minutes !== 0)
    return <NobodyDrafts line={drafts.line} />;
  if (draft?.state === "waiting")
    return (
      <p role="status" className="t12 f2">
        <LoaderCircle className="ic s14 spin" aria-hidden /> <Trans>{draft.model} looks at the clip</Trans>
      </p>
    );
  const text = refusal ?? (draft?.state === "failed" ? draft.error : null) ?? (model && without && WITHOUT[without]);
  return text ? (
    <p role="status" className="t12 f2">
      {text}
    </p>
  ) : null;
}

/** What was asked for waits, and nobody is there to draft it: since when, and what to do meanwhile. */
function NobodyDrafts({ line: { since, minutes, heard } }: { readonly line: DraftLine }) {
  const long = duration((minutes ?? 0) * 60);
  return (
    <div role="status" className="t12 f2">
      <p className="warn">
        <Icon of={TriangleAlert} size="s14" />{" "}
        <Trans>
          No model worker has answered for {long}, since {whenShort(since ?? "")}.
        </Trans>
      </p>
      <p>
        {heard !== null && <Trans>One was last heard of {when(heard)}.</Trans>}{" "}
        <Trans>Go on without a draft: it comes once a lead has had a worker started; the page Models says how.</Trans>
      </p>
    </div>
  );
}
