/** Why: a judge costs money and is asked by a command; its report stands here beside the masks. */
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
      {captions ? "Replace the report…" : "Bring a report…"}
    </Button>
  );
  return (
    <Panel title="Captions" meta={<span className="f3 t12">accuracy by a judge, 0 to 5</span>}>
      {captions ? (
        <>
          <p className="ca num">
            <b>{captions.CA?.toFixed(2) ?? "–"}</b>
            <span className="f2">{captions.withheld ?? `by ${captions.judge.model}, ${captions.reading} reading`}</span>
          </p>
          <p className="t12 f3 note num">
            {count(captions.unreadable)} of {count(captions.verdicts)} answers could not be read;{" "}
            {count(captions.videos_without_score)} of {count(captions.videos)} videos without a score
          </p>
          <div className="note">{bring}</div>
        </>
      ) : (
        <EmptyState title="Not judged yet" action={bring}>
          Judge the captions with annotator.scoring.caption_accuracy, then bring the report that it wrote.
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
        aria-label="Report of caption accuracy"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) attach.mutate(file);
          target.value = "";
        }}
      />
    </Panel>
  );
}
