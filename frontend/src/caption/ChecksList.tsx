/** What is wrong with the caption or doubtful in it: the place, why it matters, and the mends, each with what it would change. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleCheck, CircleX, Eye, EyeOff, TriangleAlert } from "lucide-react";
import { useId, useState } from "react";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { Pill } from "../ui/Pill";
import "./caption.css";
import "./checks.css";
import { keyOf } from "./ignored";
import { preview } from "./preview";
import type { Fix, Problem } from "./problem";
import type { Survey } from "./survey";

type ChecksListProps = {
  readonly survey: Survey;
  /** Left out where there is no editor to jump in. */
  readonly onJump?: ((problem: Problem) => void) | undefined;
  readonly onFix?: ((fix: Fix) => void) | undefined;
  /** Takes a word up into the person's own; without it no such mend is offered. */
  readonly onLearn?: ((word: string) => void) | undefined;
  /** Doubts that do not count, by `keyOf`. */
  readonly ignored?: ReadonlySet<string>;
  /** Ignores a doubt, or counts it again. */
  readonly onIgnore?: ((problem: Problem) => void) | undefined;
};

const NONE: ReadonlySet<string> = new Set();
/** A longer label, or a second, has its own line below the words. */
const BESIDE = 14;

export function ChecksList({ survey, ignored = NONE, ...gestures }: ChecksListProps) {
  const { problems } = survey;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const lets = (one: Problem) => one.severity === "warning" && ignored.has(keyOf(one));
  const warnings = problems.length - errors - problems.filter(lets).length;
  return (
    <>
      <div className="panel-h">
        <h2>
          <Trans>Checks</Trans>
        </h2>
        {errors > 0 ? (
          <Pill tone="bad" icon={CircleX}>
            {plural(errors, { one: "# error", other: "# errors" })}
          </Pill>
        ) : null}
        {warnings > 0 ? (
          <Pill tone="warn" icon={TriangleAlert}>
            {plural(warnings, { one: "# warning", other: "# warnings" })}
          </Pill>
        ) : null}
        <span className="sp" />
        {gestures.onJump && errors + warnings > 0 ? (
          <>
            <Kbd keys={["F8"]} />
            <span className="f3 t12">
              <Trans>next</Trans>
            </span>
          </>
        ) : null}
      </div>
      <ul aria-label={t`Checks`} className="checks" tabIndex={-1}>
        {keyed(problems).map(([key, problem]) => (
          <Check key={key} problem={problem} text={survey} ignored={lets(problem)} {...gestures} />
        ))}
        {errors === 0 ? <Parses survey={survey} /> : null}
      </ul>
    </>
  );
}

/** A problem keeps its row while the text before it grows; of two that say the same, the first keeps the first row. */
function keyed(problems: readonly Problem[]): readonly (readonly [string, Problem])[] {
  const seen = new Map<string, number>();
  return problems.map((problem) => {
    const key = keyOf(problem);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return [`${key} ${nth}`, problem];
  });
}

type CheckProps = Omit<ChecksListProps, "survey" | "ignored"> & {
  readonly problem: Problem;
  readonly text: Pick<Survey, "text">;
  readonly ignored: boolean;
};

function Check({ problem, text: { text }, ignored, onJump, onFix, onLearn, onIgnore }: CheckProps) {
  const [shown, setShown] = useState<Fix | null>(null);
  const id = useId();
  const bad = problem.severity === "error";
  const fixes = ignored || !onFix ? [] : problem.fixes.filter(({ word }) => word === undefined || onLearn);
  const make = (fix: Fix, button: HTMLElement) => {
    setShown(null);
    if (fix.word === undefined) return onFix?.(fix);
    // The row goes and its button with it; the keyboard goes on where the list does.
    beside(button)?.focus();
    return onLearn?.(fix.word);
  };
  const below = fixes.length > 1 || (fixes[0]?.label.length ?? 0) > BESIDE;
  const mends = fixes.map((fix) => (
    <Button
      key={fix.label}
      size="sm"
      aria-label={`${fix.label}: ${problem.title}`}
      aria-describedby={shown === fix ? id : undefined}
      onClick={({ currentTarget }) => make(fix, currentTarget)}
      onMouseEnter={() => setShown(fix)}
      onMouseLeave={() => setShown(null)}
      onFocus={() => setShown(fix)}
      onBlur={() => setShown(null)}
    >
      {fix.label}
    </Button>
  ));
  return (
    <li className={ignored ? "check ignored" : "check"}>
      <Icon of={bad ? CircleX : TriangleAlert} tone={ignored ? "f3" : bad ? "bad" : "warn"} />
      <div>
        {onJump ? (
          <button type="button" className="place" onClick={() => onJump(problem)}>
            <Struck when={ignored}>{problem.title}</Struck>
          </button>
        ) : (
          <span className="place">
            <Struck when={ignored}>{problem.title}</Struck>
          </span>
        )}
        <p className="why">{ignored ? t`Ignored.` : `${problem.why}${placed(problem, text)}`}</p>
      </div>
      <div className="beside">
        {below ? null : mends}
        {onIgnore && !bad ? (
          <IconButton
            size="sm"
            icon={ignored ? Eye : EyeOff}
            title={ignored ? t`Count again` : t`Ignore in this caption`}
            label={`${ignored ? t`Count again` : t`Ignore`}: ${problem.title}`}
            onClick={() => onIgnore(problem)}
          />
        ) : null}
      </div>
      {below ? <div className="below">{mends}</div> : null}
      {shown ? <Change id={id} text={text} fix={shown} raw={bad} /> : null}
    </li>
  );
}

/** What can be pressed in the row after this one, or before it; of the only row, the list. */
function beside(button: HTMLElement): HTMLElement | null {
  const row = button.closest("li");
  const buttons = [row?.nextElementSibling, row?.previousElementSibling].map((one) => one?.querySelector("button"));
  return buttons.find(Boolean) ?? row?.closest("ul") ?? null;
}

function Struck({ when, children }: { readonly when: boolean; readonly children: string }) {
  return when ? <s>{children}</s> : children;
}

/** Before → after, below the buttons so that none of them moves under the pointer. */
function Change(props: { readonly id: string; readonly text: string; readonly fix: Fix; readonly raw: boolean }) {
  const { id, text, fix, raw } = props;
  const { before, after } = preview(text, fix, raw);
  return (
    <p className="change" id={id}>
      <del>{before}</del> <span aria-hidden="true">→</span> <ins>{after}</ins>
    </p>
  );
}

/** The server counts an error's place in characters, a person counts words; what is about the whole caption has no place. */
function placed({ severity, from, to, position }: Problem, text: string): string {
  if (severity === "error") return t` Character ${position + 1}.`;
  if (from === to) return "";
  const before = text.slice(0, from).replace(/<[^<>]*>/gu, "");
  return t` Word ${before.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length + 1}.`;
}

function Parses({ survey: { groundings, objects } }: { readonly survey: Survey }) {
  const named = objects.map(({ number }) => number).join(", ");
  return (
    <li className="check">
      <Icon of={CircleCheck} tone="ok" />
      <div>
        <span className="med">
          <Trans>Grammar parses</Trans>
        </span>
        <p className="why">
          {objects.length === 0
            ? t`No phrase names an object yet.`
            : t`${plural(groundings.length, { one: "# phrase", other: "# phrases" })}, ${plural(objects.length, { one: "# object", other: "# objects" })}: ${named}.`}
        </p>
      </div>
    </li>
  );
}
