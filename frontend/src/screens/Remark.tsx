/** Why: not everything that a reviewer says is a reason to return: a comment, or a question back to who made the work. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useRef } from "react";
import { describe } from "../api/error";
import { useOpenThread } from "../api/review";
import type { NewThread, WorkCard } from "../api/types";
import { Button } from "../ui/Button";
import { toast } from "../ui/Toast";
import { firstName } from "./verdict";

type RemarkProps = {
  readonly work: WorkCard;
  /** What is to be said, and where it is pinned. */
  readonly text: string;
  readonly place: Omit<NewThread, "text" | "step" | "asks" | "request_id">;
  /** It was said; the field is free again. */
  readonly onSaid: () => void;
};

export function Remark({ work, text, place, onSaid }: RemarkProps) {
  const open = useOpenThread(work.video);
  const request = useRef(crypto.randomUUID());
  const blocked = text.trim() === "" ? t`Write what you want to say.` : undefined;
  const nobody = work.mine ? t`This is your own work.` : undefined;
  const send = (asks: boolean) => {
    const body = { ...place, step: work.step, text: text.trim(), asks, request_id: request.current };
    open.mutate(body, {
      onSuccess: () => {
        request.current = crypto.randomUUID();
        toast(asks ? t`Asked; it waits in ${firstName(work)}'s queue.` : t`Said.`);
        onSaid();
      },
      onError: (error) => toast(describe(error), "failed"),
    });
  };
  return (
    <>
      <Button size="sm" variant="ghost" blocked={blocked} busy={open.isPending} onClick={() => send(false)}>
        <Trans>Comment</Trans>
      </Button>
      <Button size="sm" variant="ghost" blocked={blocked ?? nobody} busy={open.isPending} onClick={() => send(true)}>
        {t`Ask ${firstName(work)}`}
      </Button>
    </>
  );
}
