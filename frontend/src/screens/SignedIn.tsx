/**
 * Why: everything behind the sign-in. When the session runs out while somebody works, the question comes in a dialog over the
 * work, which stays as it is; what was refused meanwhile is then sent again.
 */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { onSignedOut } from "../api/client";
import { keys, useSession } from "../api/queries";
import { outbox } from "../api/saving";
import type { Session } from "../api/types";
import { Dialog } from "../ui/Dialog";
import { Toasts } from "../ui/Toast";
import { SignInForm } from "./login/SignInForm";

export function SignedIn() {
  const client = useQueryClient();
  const session = useSession();
  const [before] = useState(session.data?.person ?? null);

  useEffect(() => {
    onSignedOut(() => {
      client.setQueryData<Session>(keys.session, (known) => known && { ...known, person: null });
    });
    return () => onSignedOut(() => undefined);
  }, [client]);

  const back = (answer: Session) => {
    if (answer.person?.id !== before?.id) {
      window.location.assign("/");
      return;
    }
    void outbox().retry();
    void client.invalidateQueries();
  };
  return (
    <>
      <Outlet />
      <Toasts />
      {session.data && session.data.person === null && (
        <Dialog title={t`You were signed out`}>
          <p className="f2">
            <Trans>Your work is kept on this computer. Sign in again and go on where you are.</Trans>
          </p>
          <SignInForm username={before?.username} onDone={back} />
        </Dialog>
      )}
    </>
  );
}
