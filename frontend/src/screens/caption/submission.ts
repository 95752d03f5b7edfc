/** Handing the caption in: what stands in the way, and where the person goes after. */

import { plural, t } from "@lingui/core/macro";
import { useNavigate } from "@tanstack/react-router";
import type { RefObject } from "react";
import { ApiError, describe } from "../../api/error";
import { useSubmit } from "../../api/mutations";
import type { SaveState } from "../../api/outbox";
import { captionKey, useSaveFact } from "../../api/saving";
import type { WorkCard } from "../../api/types";
import type { CaptionEditorHandle } from "../../caption/CaptionEditor";
import { toUtf16 } from "../../caption/characters";
import type { Problem } from "../../caption/problem";
import type { Survey } from "../../caption/survey";
import { toast } from "../../ui/Toast";

export type Submission = {
  readonly submit: () => void;
  readonly busy: boolean;
  /** Why it cannot be submitted now. */
  readonly blocked: string | undefined;
  readonly first: Problem | undefined;
};

export function useSubmission(
  work: WorkCard,
  project: string,
  survey: Survey,
  editor: RefObject<CaptionEditorHandle | null>,
): Submission {
  const sending = useSubmit();
  const navigate = useNavigate();
  const unsent = useSaveFact(captionKey(work.video), stuck);
  const first = survey.problems.find(blocks);
  const blocked = reason(survey, unsent);
  const submit = () => {
    if (!work.can.submit || sending.isPending) return;
    if (first) editor.current?.jump(first);
    if (blocked !== undefined) return;
    sending.mutate(work.id, {
      onSuccess: () => {
        toast(t`Submitted for review.`);
        void navigate({ to: "/p/$project/queue", params: { project } });
      },
      onError: (error) => {
        toast(describe(error), "failed");
        const at = error instanceof ApiError ? error.fields.position : undefined;
        if (typeof at !== "number") return;
        const from = toUtf16(survey.text, at);
        editor.current?.select(from, Math.min(from + 1, survey.text.length));
      },
    });
  };
  return { submit, busy: sending.isPending, blocked, first };
}

/** The server takes no caption with an error, nor one that names a number without an object. */
function blocks({ severity, code }: Problem): boolean {
  return severity === "error" || code === "L_NO_OBJECT";
}

function reason({ problems, plain, objects }: Survey, unsent: string | undefined): string | undefined {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (errors > 0) return t`${plural(errors, { one: "# error", other: "# errors" })} left.`;
  const unknown = problems.filter(blocks).length;
  if (unknown > 0) return t`${plural(unknown, { one: "# number", other: "# numbers" })} without an object.`;
  if (plain.trim() === "") return t`The caption is empty.`;
  if (objects.length === 0) return t`No phrase names an object yet.`;
  return unsent;
}

/** Why the last change cannot reach the server by itself; nothing while it is on its way. */
function stuck({ status }: SaveState): string | undefined {
  if (status === "conflict") return t`Choose between your text and the newer one.`;
  if (status === "refused") return t`The last change is not saved.`;
  if (status === "signed-out") return t`Sign in again: the last change has not reached the server.`;
  if (status === "offline") return t`Offline: the last change has not reached the server.`;
  return undefined;
}
