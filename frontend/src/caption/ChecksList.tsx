/** What is wrong with the caption: the place, why it matters, and the mend where there is one. */

import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { Pill } from "../ui/Pill";
import "./caption.css";
import type { Fix, Problem } from "./problem";
import type { Survey } from "./survey";

type ChecksListProps = {
  readonly survey: Survey;
  /** Left out where there is no editor to jump in. */
  readonly onJump?: ((problem: Problem) => void) | undefined;
  readonly onFix?: ((fix: Fix) => void) | undefined;
};

export function ChecksList({ survey, onJump, onFix }: ChecksListProps) {
  const { problems } = survey;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return (
    <>
      <div className="panel-h">
        <h2>Checks</h2>
        {errors > 0 ? (
          <Pill tone="bad" icon={CircleX}>
            {counted(errors, "error")}
          </Pill>
        ) : null}
        {problems.length > errors ? (
          <Pill tone="warn" icon={TriangleAlert}>
            {counted(problems.length - errors, "warning")}
          </Pill>
        ) : null}
        <span className="sp" />
        {onJump && problems.length > 0 ? (
          <>
            <Kbd keys={["F8"]} />
            <span className="f3 t12">next</span>
          </>
        ) : null}
      </div>
      <ul aria-label="Checks" className="checks">
        {problems.map((problem) => (
          <Check key={`${problem.code}:${problem.from}`} problem={problem} onJump={onJump} onFix={onFix} />
        ))}
        {errors === 0 ? <Parses survey={survey} /> : null}
      </ul>
    </>
  );
}

function Check({ problem, onJump, onFix }: { readonly problem: Problem } & Omit<ChecksListProps, "survey">) {
  const fix = problem.fixes[0];
  const bad = problem.severity === "error";
  return (
    <li className="check">
      <Icon of={bad ? CircleX : TriangleAlert} tone={bad ? "bad" : "warn"} />
      <div>
        {onJump ? (
          <button type="button" className="place" onClick={() => onJump(problem)}>
            {problem.title}
          </button>
        ) : (
          <span className="place">{problem.title}</span>
        )}
        <p className="why">{`${problem.why} Character ${problem.position + 1}.`}</p>
      </div>
      {fix && onFix ? (
        <Button size="sm" aria-label={`${fix.label}: ${problem.title}`} onClick={() => onFix(fix)}>
          {fix.label}
        </Button>
      ) : null}
    </li>
  );
}

function Parses({ survey: { groundings, objects } }: { readonly survey: Survey }) {
  const named = objects.map(({ number }) => number).join(", ");
  return (
    <li className="check">
      <Icon of={CircleCheck} tone="ok" />
      <div>
        <span className="med">Grammar parses</span>
        <p className="why">
          {objects.length === 0
            ? "No phrase names an object yet."
            : `${counted(groundings.length, "phrase")}, ${counted(objects.length, "object")}: ${named}.`}
        </p>
      </div>
    </li>
  );
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
