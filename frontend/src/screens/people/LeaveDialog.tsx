/** Why: leaving a project and closing an account are two things; the one is undone by an invitation, the other by nothing. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { describe } from "../../api/error";
import { useCloseAccount, useRemovePerson } from "../../api/people";
import type { Member } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Segmented } from "../../ui/Segmented";

type Way = "remove" | "close";

const WAYS: Record<Way, { readonly text: string; readonly does: string }> = {
  remove: {
    text: t`Remove from the project`,
    does: t`They see nothing of it any more, from now on. What they made stays, under their name; work that they hold goes back to the others with its draft.`,
  },
  close: {
    text: t`Close the account`,
    does: t`For good: they leave every project and cannot sign in again. Their name, e-mail and tokens are erased; what they made stays, under “Former …”.`,
  },
};

export function LeaveDialog(props: { slug: string; admin: boolean; member: Member; onClose: () => void }) {
  const { slug, admin, member, onClose } = props;
  const [way, setWay] = useState<Way>("remove");
  const remove = useRemovePerson(slug);
  const close = useCloseAccount(slug);
  const chosen = way === "remove" ? remove : close;
  return (
    <Dialog title={t`Let ${member.name} go?`} onClose={onClose}>
      <div className="leave">
        {admin && (
          <Segmented
            label={t`How`}
            value={way}
            onChange={setWay}
            options={(Object.keys(WAYS) as Way[]).map((value) => ({ value, text: WAYS[value].text }))}
          />
        )}
        <p className="f2">{WAYS[way].does}</p>
        {chosen.isError && (
          <p className="banner" role="alert">
            {describe(chosen.error)}
          </p>
        )}
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            size="sm"
            variant="danger"
            busy={chosen.isPending}
            onClick={() => chosen.mutate(member.id, { onSuccess: onClose })}
          >
            {way === "remove" ? t`Remove` : t`Close for good`}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
