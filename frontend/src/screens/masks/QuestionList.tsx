/** What was asked of the captioner on this clip, and what they answered; each leads to its frame and object. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleQuestionMark } from "lucide-react";
import { describe } from "../../api/error";
import { useWithdraw } from "../../api/questions";
import type { Question } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { toast } from "../../ui/Toast";
import { QuestionState, QuestionText } from "../QuestionText";
import { timeOf } from "./opening";

interface QuestionListProps {
  readonly questions: readonly Question[];
  readonly onGo: (question: Question) => void;
}

/** Nothing while nothing was asked. */
export function QuestionList({ questions, onGo }: QuestionListProps) {
  if (questions.length === 0) return null;
  return (
    <section aria-label={t`Questions to the captioner`} className="asked">
      <div className="sec-h">
        <Trans>Questions to the captioner</Trans>
        <span className="f3 med">{questions.length}</span>
      </div>
      <ul>
        {questions.map((question) => (
          <QuestionRow key={question.id} question={question} onGo={onGo} />
        ))}
      </ul>
    </section>
  );
}

function QuestionRow({ question, onGo }: Pick<QuestionListProps, "onGo"> & { readonly question: Question }) {
  const { mutate, isPending } = useWithdraw();
  const { id, number, phrase, frame, can } = question;
  return (
    <li className="asked-one">
      <div className="row g6">
        <button type="button" className="row g6 lnk-row" onClick={() => onGo(question)}>
          {number === null ? <CircleQuestionMark className="ic s14" aria-hidden /> : <ObjectBadge number={number} />}
          <span className="ell">{phrase}</span>
          <span className="f3 num">{timeOf(frame)}</span>
        </button>
        <span className="sp" />
        <QuestionState question={question} />
      </div>
      <QuestionText question={question}>
        {can.withdraw && (
          <button
            type="button"
            className="lnk t12 withdraw"
            aria-disabled={isPending}
            onClick={() => !isPending && mutate(id, { onError: (error) => toast(describe(error), "failed") })}
          >
            <Trans>Withdraw</Trans>
          </button>
        )}
      </QuestionText>
    </li>
  );
}
