/** Why: what happened to one's own work, newest first, each line a way to it; looking at the page is reading it. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { describe } from "../../api/error";
import { useNotices, useReadNotices } from "../../api/notices";
import type { Notice } from "../../api/types";
import { buttonClass } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { clipNumber, when } from "../labels";
import { sentence } from "../noticeWords";
import { looks } from "./looks";
import { MailWishes } from "./MailWishes";
import "./notices.css";

export function NoticesScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const notices = useNotices(slug);
  const fresh = useFresh(slug);
  const all = notices.data?.notices ?? [];
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Notices</Trans>
        </h1>
        <span className="f3 t12 num">
          {fresh.size > 0 && `${plural(fresh.size, { one: "# new one", other: "# new ones" })}`}
        </span>
      </header>
      <div className="scroll notices">
        {notices.isPending && <Skeleton rows={6} height={56} />}
        {notices.isError && (
          <LoadError
            title={t`Your notices could not be loaded`}
            text={describe(notices.error)}
            onRetry={() => notices.refetch()}
          />
        )}
        {notices.data && all.length === 0 && (
          <EmptyState title={t`Nothing has happened yet`}>
            <Trans>Returned and approved work, questions, answers and comments come here by themselves.</Trans>
          </EmptyState>
        )}
        {all.length > 0 && (
          <ul className="lst" aria-label={t`Notices`}>
            {all.map((notice) => (
              <NoticeRow key={notice.id} slug={slug} notice={notice} fresh={fresh.has(notice.id)} />
            ))}
          </ul>
        )}
        <MailWishes />
      </div>
    </>
  );
}

/** The notices that were unread when this visit showed them; they are marked as read, and stay marked as new until one leaves. */
function useFresh(slug: string): ReadonlySet<number> {
  const { data } = useNotices(slug);
  const { mutate } = useReadNotices(slug);
  const told = useRef(0);
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const unread = data?.notices.filter(({ read }) => !read).map(({ id }) => id) ?? [];
  const newest = unread[0];
  if (unread.some((id) => !fresh.has(id))) setFresh(new Set([...fresh, ...unread]));
  useEffect(() => {
    if (newest === undefined || newest <= told.current) return;
    told.current = newest;
    mutate(newest);
  }, [newest, mutate]);
  return fresh;
}

function NoticeRow({ slug, notice, fresh }: { slug: string; notice: Notice; fresh: boolean }) {
  const look = looks[notice.kind];
  return (
    <li className="it notice">
      <span className="row g8">
        {fresh ? <span className="dot notice-new" role="img" aria-label={t`new`} /> : <span className="notice-new" />}
        <Pill tone={look.tone} icon={look.icon}>
          {look.text}
        </Pill>
      </span>
      <span className={fresh ? "med" : ""}>{sentence(notice)}</span>
      <span className="f3 t12 num nw">{when(notice.made)}</span>
      <Way slug={slug} notice={notice} />
    </li>
  );
}

function Way({ slug, notice: { clip, step, thread, frame, number } }: { slug: string; notice: Notice }) {
  const name = clipNumber(clip);
  if (step === null)
    return (
      <Link className={buttonClass("plain", "sm")} to="/p/$project/machines" params={{ project: slug }}>
        <Trans>Machines</Trans>
      </Link>
    );
  return (
    <Link
      className={buttonClass("plain", "sm")}
      to="/p/$project/clips/$clip/$step"
      params={{ project: slug, clip: name, step }}
      search={{
        ...(thread !== null && { thread }),
        ...(frame !== null && { frame }),
        ...(number !== null && { object: number }),
      }}
      aria-label={t`Open the ${step} of clip ${name}`}
    >
      <Trans>Open</Trans>
    </Link>
  );
}
