/** Why: one line a task, each with the one thing to do with it. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Check, Clock, RotateCcw, Undo2 } from "lucide-react";
import type { Finding, WorkCard } from "../../api/types";
import { ObjectBadge } from "../../caption/ObjectBadge";
import { buttonClass, IconButton } from "../../ui/Button";
import { Kbd } from "../../ui/Kbd";
import { Pill } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { LeastTrust, pictureOf } from "../LeastTrust";
import { clipNumber, clock, frameClock, stepName, timeOfDay, when } from "../labels";
import { Due } from "./Due";

const title = ({ clip, step }: WorkCard) => t`Clip ${clipNumber(clip.number)}, ${stepName[step]}`;

function OpenLink(props: { work: WorkCard; words: string; at?: Finding | undefined; shortcut: string | undefined }) {
  const { work, words, at, shortcut } = props;
  return (
    <Link
      to="/work/$work"
      params={{ work: String(work.id) }}
      search={{ frame: at?.frame ?? undefined, object: at?.number ?? undefined }}
      className={buttonClass()}
      aria-keyshortcuts={shortcut}
    >
      <span>
        {words}
        <span className="sr"> {title(work)}</span>
      </span>
      {shortcut && <Kbd keys={[shortcut]} />}
    </Link>
  );
}

function where({ number, frame }: Finding) {
  return (
    <>
      {number !== null && <ObjectBadge number={number} size="s14" />}
      {frame !== null && (
        <span className="f3 t12 nw num">
          <Trans>at {frameClock(frame)}</Trans>
        </span>
      )}
    </>
  );
}

export function ReturnedRow({ work, shortcut }: { work: WorkCard; shortcut: string | undefined }) {
  const [first, ...others] = work.findings;
  const at = first?.frame ?? null;
  return (
    <article className="it ret" aria-label={title(work)}>
      <img className="ret-pic" src={work.clip.thumbnail} alt="" />
      <div className="ret-words">
        <div className="row wrap">
          <span className="med nw">{title(work)}</span>
          {first && <Pill tone="bad">{first.reason_text}</Pill>}
          {first && where(first)}
          <span className="f3 t12 nw">
            <Trans>round {work.round}</Trans>
          </span>
          <Due work={work} />
        </div>
        {first?.text && <p className="quote">“{first.text}”</p>}
        <p className="f3 t12">
          {first && `${first.by?.name ?? t`Somebody`}, ${when(first.created)}`}
          {others.length > 0 &&
            t`, and ${plural(others.length, { one: "# other finding", other: "# other findings" })}`}
        </p>
      </div>
      <OpenLink
        work={work}
        words={at === null ? t`Open` : t`Open at ${frameClock(at)}`}
        at={first}
        shortcut={shortcut}
      />
    </article>
  );
}

export function InProgressRow(props: { work: WorkCard; shortcut: string | undefined; onGiveBack: () => void }) {
  const { work, shortcut, onGiveBack } = props;
  const { progress } = work;
  return (
    <article className="it ip" aria-label={title(work)}>
      <img className="thumb ip-pic" src={work.clip.thumbnail} alt="" />
      <div className="col ell">
        <span className="row g6">
          <span className="med ell">{title(work)}</span>
          <Due work={work} />
        </span>
        <span className="f3 t12 ell num">
          {work.round > 1 ? t`Round ${work.round}, ` : ""}
          <Trans>{clock(work.clip.seconds)} of video</Trans>
        </span>
      </div>
      <div className="row g6">
        {progress ? (
          <>
            <ProgressBar label={t`Cells decided`} done={progress.done} total={progress.total} className="ip-bar" />
            <span className="t12 f2 num nw">
              {progress.done} / {plural(progress.total, { one: "# cell", other: "# cells" })}
            </span>
          </>
        ) : (
          <span className="t12 f2 num nw">{words(work.caption_text)}</span>
        )}
      </div>
      <span className="f3 t12 num nw">{work.lease_until ? t`Held until ${timeOfDay(work.lease_until)}` : ""}</span>
      <IconButton label={t`Give back clip ${clipNumber(work.clip.number)}…`} icon={Undo2} onClick={onGiveBack} />
      <OpenLink work={work} words={t`Resume`} shortcut={shortcut} />
    </article>
  );
}

function words(text: string | null): string {
  const found = (text ?? "").replace(/\]<mask_[^>]*>|\[/g, " ").match(/\S+/g)?.length ?? 0;
  return found ? plural(found, { one: "# word", other: "# words" }) : t`Nothing written yet`;
}

export function ReviewRow({ work, shortcut }: { work: WorkCard; shortcut: string | undefined }) {
  return (
    <article className="it ip rv" aria-label={title(work)}>
      <img className="thumb ip-pic" src={pictureOf(work)} alt="" />
      <div className="col ell">
        <span className="med ell">{title(work)}</span>
        <span className="f3 t12 ell">
          {work.author ? t`by ${work.author.name}` : ""}
          {work.round > 1 ? t`, round ${work.round}` : ""}
        </span>
      </div>
      <LeastTrust work={work} />
      <span className="f3 t12 num nw">
        <Trans>submitted {when(work.changed)}</Trans>
      </span>
      <OpenLink work={work} words={t`Review`} shortcut={shortcut} />
    </article>
  );
}

export function FinishedCard({ work }: { work: WorkCard }) {
  const look = {
    approved: { tone: "ok", icon: Check, text: t`Approved` },
    returned: { tone: "bad", icon: RotateCcw, text: t`Returned` },
  } as const;
  const { tone, icon, text } =
    work.state === "approved" || work.state === "returned"
      ? look[work.state]
      : ({ tone: "", icon: Clock, text: t`In review` } as const);
  return (
    <Link to="/work/$work" params={{ work: String(work.id) }} className="fin">
      <img className="thumb" src={work.clip.thumbnail} alt="" />
      <span className="row g6">
        <span className="t12 med num">
          <span className="sr">
            <Trans>Clip</Trans>{" "}
          </span>
          {clipNumber(work.clip.number)}
          <span className="sr">, {stepName[work.step]}</span>
        </span>
        <span className="sp" />
        <Pill tone={tone} icon={icon}>
          {text}
        </Pill>
      </span>
    </Link>
  );
}
