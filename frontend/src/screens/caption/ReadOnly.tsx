/** The end of a page that cannot be written: why, and the way to open an approved caption again. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleCheck, Eye, PencilLine } from "lucide-react";
import { useState } from "react";
import { useSession } from "../../api/queries";
import { useQuestions } from "../../api/questions";
import type { Video, WorkCard } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ReopenDialog } from "./ReopenDialog";

export function ReadOnly({ work, video }: { readonly work: WorkCard; readonly video: Video }) {
  const [asking, setAsking] = useState(false);
  const mayReopen = useMayReopen(work, video);
  const approved = work.state === "approved";
  return (
    <div className="cap-submit">
      <Icon of={approved ? CircleCheck : Eye} tone={approved ? "ok" : "f3"} />
      <span className="f2">{why(work)}</span>
      <span className="sp" />
      {mayReopen ? (
        <Button icon={PencilLine} onClick={() => setAsking(true)}>
          <Trans>Change the caption…</Trans>
        </Button>
      ) : null}
      {asking ? <ReopenDialog work={work} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

function why({ state, mine, author }: WorkCard): string {
  const name = author?.name ?? t`Nobody`;
  if (state === "approved") return mine || !author ? t`This caption is approved.` : t`Approved. ${name} wrote it.`;
  if (state === "submitted") return mine ? t`Handed in: it waits for its review.` : t`Handed in by ${name}, in review.`;
  if (author && !mine) return t`You can read this caption, not change it. ${name} writes it.`;
  return t`You can read this caption. To write it, start it from your queue.`;
}

/** Inspectors and leads always; the author while a mask annotator waits for an answer about this clip. */
function useMayReopen(work: WorkCard, video: Video): boolean {
  const session = useSession().data;
  const questions = useQuestions(video.id).data?.questions ?? [];
  if (work.state !== "approved" || !session) return false;
  const role = session.projects.find(({ slug }) => slug === video.project)?.role;
  if (role === "inspector" || role === "lead") return true;
  return work.author?.id === session.person?.id && questions.some(({ state }) => state === "open");
}
