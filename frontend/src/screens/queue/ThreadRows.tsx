/** Why: a question back holds up a review until somebody answers it; it waits where the day begins. */
import { t } from "@lingui/core/macro";
import { Link } from "@tanstack/react-router";
import type { Thread } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { buttonClass } from "../../ui/Button";
import { clipNumber, frameClock, stepName, when } from "../labels";

export function ThreadRow({ slug, thread }: { readonly slug: string; readonly thread: Thread }) {
  const { clip, step, number, frame, phrase, comments, mine } = thread;
  const name = t`Clip ${clipNumber(clip)}`;
  const last = comments.at(-1);
  return (
    <article className="it asked-row" aria-label={t`Question on ${name}`}>
      <div className="asked-words">
        <div className="row wrap">
          <span className="med nw">{`${name}, ${stepName[step]}`}</span>
          {number === null ? null : <ObjectBadge number={number} />}
          {phrase && <span className="ell">{`“${phrase}”`}</span>}
          {frame === null ? null : <span className="f3 t12 nw num">{t`at ${frameClock(frame)}`}</span>}
        </div>
        {last && (
          <>
            <p className="f1">{last.text}</p>
            <p className="f3 t12">{`${last.by.name}, ${when(last.at)}`}</p>
          </>
        )}
      </div>
      <Link
        to="/p/$project/clips/$clip/$step"
        params={{ project: slug, clip: clipNumber(clip), step }}
        search={{ frame: frame ?? undefined, object: number ?? undefined }}
        className={buttonClass()}
      >
        {mine ? t`Read the answer` : t`Answer`}
        <span className="sr">{t` of ${name}`}</span>
      </Link>
    </article>
  );
}
