/** Which run is shown over the picture, what else there is to compare it with, and the way to make another one count. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ChevronDown } from "lucide-react";
import { describe } from "../../api/error";
import { useChooseRun, useStartRun } from "../../api/runs";
import type { Run } from "../../api/types";
import { Button } from "../../ui/Button";
import { Kbd } from "../../ui/Kbd";
import { Menu } from "../../ui/Menu";
import { Segmented } from "../../ui/Segmented";
import { toast } from "../../ui/Toast";
import type { Compare, RunView } from "./compare";

type RunSwitchProps = { readonly video: number; readonly compare: Compare };

export function RunSwitch({ video, compare }: RunSwitchProps) {
  const { view, a, b, setView } = compare;
  if (!a) return null;
  return (
    <div className="rm-float rm-runs">
      {b && (
        <Segmented<RunView>
          label={t`Run`}
          value={view}
          options={[
            { value: "a", text: <Named letter="A" run={a} />, name: t`A, ${a.predictor}, the one that counts` },
            { value: "b", text: <Named letter="B" run={b} />, name: `B, ${b.predictor}` },
            { value: "difference", text: <Keyed word={t`Difference`} letter="S" />, name: t`Difference` },
          ]}
          onChange={setView}
        />
      )}
      <RunMenu video={video} compare={compare} />
      {b && view !== "a" && compare.mayChoose && <UseRun video={video} run={b} onUsed={() => compare.setB(null)} />}
    </div>
  );
}

function Named({ letter, run }: { readonly letter: "A" | "B"; readonly run: Run }) {
  return (
    <>
      <span className="f3">{letter}</span> {run.predictor}
      {letter === "B" && <Kbd keys={["W"]} />}
    </>
  );
}

function Keyed({ word, letter }: { readonly word: string; readonly letter: string }) {
  return (
    <>
      {word} <Kbd keys={[letter]} />
    </>
  );
}

/** Runs to compare with, then the predictors that could make another. */
function RunMenu({ video, compare }: RunSwitchProps) {
  const { others, b, predictors, mayChoose, setB } = compare;
  const start = useStartRun(video);
  const begin = (predictor: string) =>
    start.mutate(predictor, {
      onSuccess: (run) => setB(run.current ? null : run.id),
      onError: (refused) => toast(describe(refused), "failed"),
    });
  const items = [
    ...others.map((run) => ({ key: `run-${run.id}`, text: <RunLine run={run} />, act: () => setB(run.id) })),
    ...(b ? [{ key: "alone", text: t`Show the run that counts alone`, act: () => setB(null) }] : []),
    ...(mayChoose ? predictors : []).map((name) => ({
      key: `start-${name}`,
      text: t`Compute with ${name}`,
      act: () => begin(name),
    })),
  ];
  if (items.length === 0) return null;
  return (
    <Menu label={t`Runs of this clip`} items={items} className="btn ghost sm">
      {b ? t`Runs` : t`Compare`} <ChevronDown className="ic s12" aria-hidden />
    </Menu>
  );
}

function RunLine({ run }: { readonly run: Run }) {
  return (
    <>
      <span className="nw">{run.predictor}</span>
      <span className="sp" />
      <span className="f3 num nw">{stateOf(run)}</span>
    </>
  );
}

/** Where a run stands, in a word or two. */
function stateOf(run: Run): string {
  switch (run.state) {
    case "done":
      return run.trust === null ? t`done` : t`trust ${run.trust.toFixed(2)}`;
    case "queued":
      return t`waiting for a worker`;
    case "running":
      return t`${run.segments_done} of ${run.segments_total} segments`;
    case "failed":
      return t`failed`;
    default:
      return t`${run.stale} segments not computed`;
  }
}

function UseRun({ video, run, onUsed }: { readonly video: number; readonly run: Run; readonly onUsed: () => void }) {
  const choose = useChooseRun(video);
  const use = () =>
    choose.mutate(run.id, {
      onSuccess: () => {
        onUsed();
        toast(t`${run.predictor} counts now.`);
      },
      onError: (refused) => toast(describe(refused), "failed"),
    });
  const blocked = run.state === "done" ? undefined : t`This run is not whole: ${stateOf(run)}.`;
  return (
    <Button size="sm" busy={choose.isPending} blocked={blocked} onClick={use}>
      <Trans>Use this run</Trans>
    </Button>
  );
}
