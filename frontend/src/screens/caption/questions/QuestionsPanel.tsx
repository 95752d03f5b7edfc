/** What mask annotators ask about this caption, each with its words and its frame; answering moves no work. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useSearch } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useState } from "react";
import { describe } from "../../../api/error";
import { useAnswer, useQuestions } from "../../../api/questions";
import type { Question, Video } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { Pill } from "../../../ui/Pill";
import { frameClock } from "../../labels";
import { QuestionState, QuestionText, QuestionWords } from "../../QuestionText";
import { shownQuestions, spanNow } from "../../questions";
import "./questions-panel.css";

type QuestionsPanelProps = {
  readonly video: Video;
  /** The plain caption as it is now, to find the words in. */
  readonly plain: string;
  /** Shows a frame of the clip. */
  readonly onFrame: (frame: number) => void;
  /** Selects words, by code points of the plain caption. */
  readonly onWords: (start: number, end: number) => void;
};

export function QuestionsPanel({ video, plain, onFrame, onWords }: QuestionsPanelProps) {
  const all = useQuestions(video.id).data?.questions;
  const questions = useMemo(() => (all ? shownQuestions(all) : []), [all]);
  // A link to a question names its frame; the clip opens there.
  const { frame } = useSearch({ from: "/signed-in/p/$project/clips/$clip/$step" });
  const show = useEffectEvent((asked: number) => onFrame(asked));
  useEffect(() => {
    if (frame !== undefined) show(frame);
  }, [frame]);
  if (questions.length === 0) return null;
  const open = questions.filter(({ state }) => state === "open").length;
  return (
    <section className="panel questions-panel" aria-label={t`Questions`}>
      <div className="panel-h">
        <h2>
          <Trans>Questions</Trans>
        </h2>
        {open > 0 && <Pill tone="warn">{t`${open} open`}</Pill>}
      </div>
      <ul>
        {questions.map((question) => {
          const span = spanNow(plain, question);
          return (
            <QuestionRow
              key={question.id}
              question={question}
              video={video}
              onFrame={onFrame}
              onWords={span ? () => onWords(span.start, span.end) : undefined}
            />
          );
        })}
      </ul>
    </section>
  );
}

type QuestionRowProps = {
  readonly question: Question;
  readonly video: Video;
  readonly onFrame: (frame: number) => void;
  /** Left out where the words are gone. */
  readonly onWords: (() => void) | undefined;
};

function QuestionRow({ question, video, onFrame, onWords }: QuestionRowProps) {
  const { frame, can } = question;
  return (
    <li className="question-row">
      <PinnedFrame question={question} video={video} onFrame={onFrame} />
      <div className="question-words">
        <div className="row wrap g6">
          <QuestionWords question={question} onPick={onWords} />
          {!onWords && (
            <span className="f3 t12">
              <Trans>not in the caption any more</Trans>
            </span>
          )}
          <button type="button" className="lnk t12 num" onClick={() => onFrame(frame)}>
            {t`at ${frameClock(frame)}`}
          </button>
          <span className="sp" />
          <QuestionState question={question} />
        </div>
        <QuestionText question={question}>{can.answer && <AnswerBox question={question} />}</QuestionText>
      </div>
    </li>
  );
}

/** The frame as a still, with the point that is meant. */
function PinnedFrame({ question: { frame, x, y }, video, onFrame }: Omit<QuestionRowProps, "onWords">) {
  const still = video.stills.findLast((one) => one.frame <= frame);
  if (!still) return null;
  return (
    <button
      type="button"
      className="pinned-frame"
      aria-label={t`Show the frame at ${frameClock(frame)}`}
      onClick={() => onFrame(frame)}
    >
      <img src={still.url} alt="" loading="lazy" style={{ aspectRatio: video.width / video.height }} />
      {x !== null && y !== null && (
        <span style={{ left: `${(x / video.width) * 100}%`, top: `${(y / video.height) * 100}%` }} />
      )}
    </button>
  );
}

function AnswerBox({ question }: { readonly question: Question }) {
  const [text, setText] = useState("");
  const { mutate, isPending, error } = useAnswer();
  const blocked = text.trim() === "" ? t`Write your answer.` : undefined;
  const send = () => {
    if (blocked === undefined && !isPending) mutate({ id: question.id, text: text.trim() });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  };
  return (
    <div className="answer-box">
      <textarea
        className="txt"
        rows={2}
        maxLength={2000}
        aria-label={t`Your answer to: ${question.text}`}
        placeholder={t`Your answer`}
        value={text}
        onKeyDown={press}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {error && (
        <p className="bad t12" role="alert">
          {describe(error)}
        </p>
      )}
      <Button size="sm" keys={["Ctrl", "↵"]} busy={isPending} blocked={blocked} onClick={send}>
        <Trans>Answer</Trans>
      </Button>
    </div>
  );
}
