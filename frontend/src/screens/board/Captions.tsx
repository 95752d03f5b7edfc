/** Why: a judge costs money and is asked by a command; its report stands here beside the masks. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useRef } from "react";
import { useAttachCaptions } from "../../api/board";
import { describe } from "../../api/error";
import type { PredictionSet } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { count } from "../labels";

export function Captions({ set, brings }: { set: PredictionSet; brings: boolean }) {
  const picker = useRef<HTMLInputElement>(null);
  const attach = useAttachCaptions(set.id);
  const { captions } = set;
  const bring = brings && (
    <Button size="sm" busy={attach.isPending} onClick={() => picker.current?.click()}>
      {captions ? t`Replace the report…` : t`Bring a report…`}
    </Button>
  );
  return (
    <Panel
      title={t`Captions`}
      meta={
        <span className="f3 t12">
          <Trans>accuracy by a judge, 0 to 5</Trans>
        </span>
      }
    >
      {captions ? (
        <>
          <p className="ca num">
            <b>{captions.CA?.toFixed(2) ?? "–"}</b>
            <span className="f2">
              {captions.withheld ?? t`by ${String(captions.judge.model)}, ${captions.reading} reading`}
            </span>
          </p>
          <p className="t12 f3 note num">
            <Trans>
              {count(captions.unreadable)} of {count(captions.verdicts)} answers could not be read;{" "}
              {count(captions.videos_without_score)} of {count(captions.videos)} videos without a score
            </Trans>
          </p>
          <div className="note">{bring}</div>
        </>
      ) : (
        <EmptyState title={t`Not judged yet`} action={bring}>
          <Trans>
            Judge the captions with annotator.scoring.caption_accuracy, then bring the report that it wrote.
          </Trans>
        </EmptyState>
      )}
      {attach.isError && (
        <p className="err t12 note" role="alert">
          {describe(attach.error)}
        </p>
      )}
      <input
        ref={picker}
        type="file"
        accept=".json"
        hidden
        aria-label={t`Report of caption accuracy`}
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) attach.mutate(file);
          target.value = "";
        }}
      />
    </Panel>
  );
}
