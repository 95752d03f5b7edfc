/**
 * What the model would write, beside the text and never in it. It comes when its reader asks, so that they may write first;
 * Alt M asks for it and then takes it, Alt Shift M turns it down.
 */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import { describe } from "../../api/error";
import { useAskModelDraft, useDecideModelDraft, useModelDrafts } from "../../api/modelDrafts";
import { CaptionText } from "../../caption/CaptionText";
import { parse } from "../../caption/grammar";
import { withMentioned } from "../../caption/objects";
import type { CaptionObject } from "../../caption/problem";
import { survey } from "../../caption/survey";
import { Button } from "../../ui/Button";
import { Pill } from "../../ui/Pill";
import { ModelDraftState } from "../ModelDraftState";

interface ModelCaptionProps {
  readonly video: number;
  /** Whether something is written already, which taking the draft would replace. */
  readonly written: boolean;
  readonly onUse: (text: string, objects: readonly CaptionObject[]) => void;
}

export function ModelCaption({ video, written, onUse }: ModelCaptionProps) {
  const drafts = useModelDrafts(video, "caption", true).data;
  const asking = useAskModelDraft(video, "caption");
  const deciding = useDecideModelDraft(video, "caption");
  const draft = drafts?.draft ?? null;
  const ready = draft?.state === "ready" ? draft : null;
  const askable = Boolean(drafts?.model) && !drafts?.without && !ready && draft?.state !== "waiting";
  const use = () => {
    if (!ready) return;
    onUse(ready.text, withMentioned([], survey(ready.text).groundings));
    deciding.mutate({ draft: ready.id, verdict: "accepted" });
  };
  const dismiss = () => ready && deciding.mutate({ draft: ready.id, verdict: "dismissed" });
  const askOrUse = () => (ready ? use() : askable && asking.mutate());
  useModelKeys(askOrUse, dismiss);
  if (!drafts || (!drafts.model && !draft)) return null;
  const failed = asking.error ?? deciding.error;
  const parsed = ready && parse(ready.text, "en");
  return (
    <section className="panel cap-model" aria-label={t`The model's draft`}>
      <div className="panel-h">
        <h2>
          <Trans>Draft</Trans>
        </h2>
        <span className="f3 t12">
          <Trans>by {ready?.model ?? drafts.model}, not yours until you take it</Trans>
        </span>
        <span className="sp" />
        {ready?.score != null && (
          <Pill tone="dash">
            <Trans>sure {ready.score.toFixed(2)}</Trans>
          </Pill>
        )}
        {draft?.state === "accepted" && (
          <Pill tone="info">
            <Trans>Taken</Trans>
          </Pill>
        )}
        {askable && (
          <Button size="sm" keys={["Alt", "M"]} busy={asking.isPending} onClick={() => asking.mutate()}>
            <Trans>Draft it</Trans>
          </Button>
        )}
      </div>
      <ModelDraftState drafts={drafts} refusal={failed ? describe(failed) : null} />
      {ready && (
        <>
          {parsed?.ok ? (
            <CaptionText plain={parsed.caption.plain} phrases={parsed.caption.phrases} />
          ) : (
            <p className="caption-text">{ready.text}</p>
          )}
          <div className="row g8">
            <Button size="sm" variant="primary" keys={["Alt", "M"]} busy={deciding.isPending} onClick={use}>
              {written ? t`Replace my text` : t`Use it`}
            </Button>
            <Button size="sm" keys={["Alt", "Shift", "M"]} onClick={dismiss}>
              <Trans>Dismiss</Trans>
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

/** Keys that work while typing too: Alt M and Alt Shift M, wherever the letter lies. */
function useModelKeys(use: () => void, dismiss: () => void): void {
  const latest = useRef({ use, dismiss });
  useEffect(() => {
    latest.current = { use, dismiss };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.code !== "KeyM" || !event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      latest.current[event.shiftKey ? "dismiss" : "use"]();
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, []);
}
