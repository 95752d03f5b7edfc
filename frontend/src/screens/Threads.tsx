/** What people say to each other about a clip's work: open threads first, each with its place, its answers and its end. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useSearch } from "@tanstack/react-router";
import { Check, CircleQuestionMark, MessageSquare } from "lucide-react";
import { type KeyboardEvent, memo, useEffect, useRef, useState } from "react";
import { describe } from "../api/error";
import { useComment, useReopenThread, useResolveThread, useThreads } from "../api/review";
import type { Step, Thread } from "../api/types";
import { ObjectBadge } from "../caption/ObjectBadge";
import { Button } from "../ui/Button";
import { LoadError } from "../ui/EmptyState";
import { Icon } from "../ui/Icon";
import { Pill } from "../ui/Pill";
import { toast } from "../ui/Toast";
import { frameClock, when } from "./labels";
import "./threads.css";

type ThreadsProps = {
  readonly video: number;
  /** Whose work is looked at: its threads only. */
  readonly step: Step;
  readonly onGo: (thread: Thread) => void;
};

/** Nothing while nothing was said; the screens around it draw anew with each stroke, this does not. */
export const Threads = memo(function Threads({ video, step, onGo }: ThreadsProps) {
  const query = useThreads(video);
  const { thread: told } = useSearch({ strict: false });
  const [settled, setSettled] = useState(false);
  if (query.isError && !query.data)
    return (
      <LoadError title={t`The threads did not load`} text={describe(query.error)} onRetry={() => query.refetch()} />
    );
  const all = (query.data?.threads ?? []).filter((thread) => thread.step === step);
  const open = all.filter(({ state }) => state === "open");
  const done = all.length - open.length;
  if (all.length === 0) return null;
  return (
    <section className="threads" aria-label={t`Threads`}>
      <div className="panel-h">
        <h2>
          <Trans>Threads</Trans>
        </h2>
        {open.length > 0 && <Pill tone="warn">{t`${open.length} open`}</Pill>}
        <span className="sp" />
        {done > 0 && (
          <button type="button" className="lnk t12" aria-expanded={settled} onClick={() => setSettled(!settled)}>
            {settled ? t`Hide resolved` : plural(done, { one: "# resolved thread", other: "# resolved threads" })}
          </button>
        )}
      </div>
      <ul>
        {all
          .filter(({ id, state }) => settled || state === "open" || id === told)
          .map((thread) => (
            <ThreadRow key={thread.id} thread={thread} told={thread.id === told} onGo={onGo} />
          ))}
      </ul>
    </section>
  );
});

type ThreadRowProps = Pick<ThreadsProps, "onGo"> & {
  readonly thread: Thread;
  /** The address names it: a notice led here. */
  readonly told: boolean;
};

function ThreadRow({ thread, told, onGo }: ThreadRowProps) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (told) row.current?.scrollIntoView({ block: "nearest" });
  }, [told]);
  const { comments, state, resolved_by, can, opened_by, opened, mine } = thread;
  return (
    <li
      ref={row}
      className={["talk", state !== "open" && "settled", told && "told"].filter(Boolean).join(" ")}
      aria-current={told || undefined}
      aria-label={t`Thread by ${opened_by.name}`}
    >
      <ThreadHead thread={thread} onGo={onGo} />
      {comments.length === 0 && <p className="f3 t12">{`${mine ? t`You` : opened_by.name}, ${when(opened)}`}</p>}
      {comments.map((comment) => (
        <div key={comment.id} className="said-one">
          <p className="f1">{comment.text}</p>
          <p className="f3 t12">{`${comment.mine ? t`You` : comment.by.name}, ${when(comment.at)}`}</p>
        </div>
      ))}
      {state === "resolved" && <p className="f3 t12">{t`Resolved by ${resolved_by?.name ?? t`somebody`}`}</p>}
      {can.comment && <Reply thread={thread} />}
    </li>
  );
}

/** What a thread is about, and the way there. */
function ThreadHead({ thread, onGo }: Pick<ThreadsProps, "onGo"> & { readonly thread: Thread }) {
  const { number, reason_text, asks, frame, start, phrase, state } = thread;
  const words = start === null ? "" : `“${phrase}”`;
  const time = frame === null ? "" : frameClock(frame);
  const place = [words, time].filter(Boolean).join(" at ");
  return (
    <div className="row wrap g6">
      <Icon of={asks ? CircleQuestionMark : MessageSquare} size="s14" tone="f3" />
      {number === null ? null : <ObjectBadge number={number} />}
      <span className="med">{reason_text || (asks ? t`Question` : t`Comment`)}</span>
      {place && (
        <button type="button" className="lnk t12 num ell" onClick={() => onGo(thread)}>
          {place}
        </button>
      )}
      <span className="sp" />
      {state === "resolved" && (
        <Pill tone="ok" icon={Check}>
          <Trans>Resolved</Trans>
        </Pill>
      )}
    </div>
  );
}

function Reply({ thread: { id, can, opened_by } }: { readonly thread: Thread }) {
  const [text, setText] = useState("");
  const request = useRef(crypto.randomUUID());
  const comment = useComment();
  const resolve = useResolveThread();
  const reopen = useReopenThread();
  const refused = { onError: (error: Error) => toast(describe(error), "failed") };
  const blocked = text.trim() === "" ? t`Write your reply.` : undefined;
  const send = () => {
    if (blocked !== undefined || comment.isPending) return;
    const said = () => {
      request.current = crypto.randomUUID();
      setText("");
    };
    comment.mutate({ id, text: text.trim(), request_id: request.current }, { ...refused, onSuccess: said });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  };
  return (
    <div className="reply">
      <textarea
        className="txt"
        rows={1}
        maxLength={2000}
        aria-label={t`Reply to ${opened_by.name}`}
        placeholder={t`Reply`}
        value={text}
        onKeyDown={press}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="row g6">
        <span className="sp" />
        {can.resolve && (
          <Button size="sm" variant="ghost" busy={resolve.isPending} onClick={() => resolve.mutate(id, refused)}>
            <Trans>Resolve</Trans>
          </Button>
        )}
        {can.reopen && (
          <Button size="sm" variant="ghost" busy={reopen.isPending} onClick={() => reopen.mutate(id, refused)}>
            <Trans>Open again</Trans>
          </Button>
        )}
        <Button size="sm" keys={["Ctrl", "↵"]} busy={comment.isPending} blocked={blocked} onClick={send}>
          <Trans>Reply</Trans>
        </Button>
      </div>
    </div>
  );
}
