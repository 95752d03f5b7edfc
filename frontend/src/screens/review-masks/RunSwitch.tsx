/** Which run is shown over the picture, what else there is to compare it with, and the way to make another one count. */

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
          label="Run"
          value={view}
          options={[
            { value: "a", text: <Named letter="A" run={a} />, name: `A, ${a.predictor}, the one that counts` },
            { value: "b", text: <Named letter="B" run={b} />, name: `B, ${b.predictor}` },
            { value: "difference", text: <Keyed word="Difference" letter="S" />, name: "Difference" },
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
    ...(b ? [{ key: "alone", text: "Show the run that counts alone", act: () => setB(null) }] : []),
    ...(mayChoose ? predictors : []).map((name) => ({
      key: `start-${name}`,
      text: `Compute with ${name}`,
      act: () => begin(name),
    })),
  ];
  if (items.length === 0) return null;
  return (
    <Menu label="Runs of this clip" items={items} className="btn ghost sm">
      {b ? "Runs" : "Compare"} <ChevronDown className="ic s12" aria-hidden />
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
export function stateOf(run: Run): string {
  switch (run.state) {
    case "done":
      return run.trust === null ? "done" : `trust ${run.trust.toFixed(2)}`;
    case "queued":
      return "waiting for a worker";
    case "running":
      return `${run.segments_done} of ${run.segments_total} segments`;
    case "failed":
      return "failed";
    default:
      return `${run.stale} segments not computed`;
  }
}

function UseRun({ video, run, onUsed }: { readonly video: number; readonly run: Run; readonly onUsed: () => void }) {
  const choose = useChooseRun(video);
  const use = () =>
    choose.mutate(run.id, {
      onSuccess: () => {
        onUsed();
        toast(`${run.predictor} counts now.`);
      },
      onError: (refused) => toast(describe(refused), "failed"),
    });
  const blocked = run.state === "done" ? undefined : `This run is not whole: ${stateOf(run)}.`;
  return (
    <Button size="sm" busy={choose.isPending} blocked={blocked} onClick={use}>
      Use this run
    </Button>
  );
}
