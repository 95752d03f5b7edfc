/** Why: a question reads alike wherever it is met: the words it is about, who asks, what, and the answer. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Check, CircleQuestionMark } from "lucide-react";
import type { ReactNode } from "react";
import type { Question } from "../api/types";
import { PhraseChip } from "../caption/PhraseChip";
import { Pill } from "../ui/Pill";
import { when } from "./labels";
import "./questions.css";

/** The words that a question is about: a chip, or quoted where no object is named. */
export function QuestionWords({ question, onPick }: { question: Question; onPick?: (() => void) | undefined }) {
  const { number, phrase } = question;
  if (number !== null) {
    return (
      <PhraseChip ids={[String(number)]} onPick={onPick}>
        {phrase}
      </PhraseChip>
    );
  }
  return onPick ? (
    <button type="button" className="lnk" onClick={onPick}>{`“${phrase}”`}</button>
  ) : (
    <span>{`“${phrase}”`}</span>
  );
}

export function QuestionState({ question: { state } }: { question: Question }) {
  if (state === "open") {
    return (
      <Pill tone="warn" icon={CircleQuestionMark}>
        <Trans>Open</Trans>
      </Pill>
    );
  }
  return (
    <Pill tone="ok" icon={Check}>
      <Trans>Answered</Trans>
    </Pill>
  );
}

/** What was asked and what came back. */
export function QuestionText({ question, children }: { question: Question; children?: ReactNode }) {
  const { text, by, asked, mine, answer, answered, answered_by } = question;
  return (
    <div className="question-text">
      <p className="f1">{text}</p>
      <p className="f3 t12">{`${mine ? t`You` : by.name}, ${when(asked)}`}</p>
      {answered && (
        <p className="question-answer">
          <b>{answered_by?.name ?? t`Somebody`}</b>
          <span className="f3">{`, ${when(answered)}: `}</span>
          {answer}
        </p>
      )}
      {children}
    </div>
  );
}
