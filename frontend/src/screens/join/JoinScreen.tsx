/** Why: whoever was asked in comes in here: with a new account, or as who they are already. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate, useParams } from "@tanstack/react-router";
import { describe } from "../../api/error";
import { useInvitation, useJoin } from "../../api/people";
import { useSession } from "../../api/queries";
import type { InvitationSeen, Person } from "../../api/types";
import { Button } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Logo } from "../../ui/Logo";
import { Skeleton } from "../../ui/Skeleton";
import { roles } from "../roles";
import { NewAccountForm } from "./NewAccountForm";
import "./join.css";

export function JoinScreen() {
  const { secret } = useParams({ from: "/join/$secret" });
  const session = useSession();
  const invitation = useInvitation(secret);
  return (
    <main className="join">
      <div className="panel join-card">
        <div className="row g12">
          <Logo />
          <h1>
            <Trans>Tether</Trans>
          </h1>
        </div>
        {invitation.isPending && <Skeleton rows={3} height={32} />}
        {invitation.isError && (
          <LoadError
            title={t`This invitation does not open`}
            text={describe(invitation.error)}
            onRetry={() => void invitation.refetch()}
          />
        )}
        {invitation.data && <Invited secret={secret} seen={invitation.data} person={session.data?.person ?? null} />}
      </div>
    </main>
  );
}

function Invited({ secret, seen, person }: { secret: string; seen: InvitationSeen; person: Person | null }) {
  const join = useJoin(secret);
  const navigate = useNavigate();
  const { text, does } = roles[seen.role];
  const home = () => void navigate({ to: "/" });
  return (
    <>
      <p className="f2">
        <Trans>
          {seen.by} asks you into <b>{seen.project}</b> as {text.toLowerCase()}: who {does}.
        </Trans>
      </p>
      {person ? (
        <>
          {join.isError && (
            <p className="banner" role="alert">
              {describe(join.error)}
            </p>
          )}
          <Button variant="primary" busy={join.isPending} onClick={() => join.mutate(undefined, { onSuccess: home })}>
            {t`Join as ${person.name}`}
          </Button>
          <p className="f3 t12">
            <Trans>Not you? Sign out first, then open this address again.</Trans>
          </p>
        </>
      ) : (
        <>
          <NewAccountForm
            busy={join.isPending}
            error={join.error}
            onSubmit={(account) => join.mutate(account, { onSuccess: home })}
          />
          <p className="f3 t12">
            <Trans>
              You have an account?{" "}
              <a href={`/login?next=${encodeURIComponent(`/join/${secret}`)}`}>
                <Trans>Sign in</Trans>
              </a>
              , and this page lets you in with it.
            </Trans>
          </p>
        </>
      )}
    </>
  );
}
