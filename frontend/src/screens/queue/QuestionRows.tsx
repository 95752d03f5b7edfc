/** Why: a question holds up somebody's drawing, and an answer lets it go on: both wait at the place where the day begins. */
import { t } from "@lingui/core/macro";
import { Link } from "@tanstack/react-router";
import type { Question } from "../../api/types";
import { buttonClass } from "../../ui/Button";
import { clipNumber, frameClock } from "../labels";
import { QuestionText, QuestionWords } from "../QuestionText";

type QuestionRowProps = { readonly slug: string; readonly question: Question };

export function QuestionRow({ slug, question }: QuestionRowProps) {
  const { clip, frame, number, state } = question;
  const name = t`Clip ${clipNumber(clip)}`;
  const open = state === "open";
  return (
    <article className="it asked-row" aria-label={t`Question on ${name}`}>
      <div className="asked-words">
        <div className="row wrap">
          <span className="med nw">{name}</span>
          <QuestionWords question={question} />
          <span className="f3 t12 nw num">{t`at ${frameClock(frame)}`}</span>
        </div>
        <QuestionText question={question} />
      </div>
      <Link
        to="/p/$project/clips/$clip/$step"
        params={{ project: slug, clip: clipNumber(clip), step: open ? "caption" : "masks" }}
        search={{ frame, object: number ?? undefined }}
        className={buttonClass()}
      >
        {open ? t`Answer` : t`Open the masks`}
        <span className="sr">{t` of ${name}`}</span>
      </Link>
    </article>
  );
}
