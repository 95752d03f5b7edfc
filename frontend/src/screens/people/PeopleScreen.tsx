/** Why: whoever answers for a project lets people in, says what each does, and lets them go; what they made stays. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useInvitations, usePeople } from "../../api/people";
import { useProject, useSession } from "../../api/queries";
import { Button } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { useHotkeys } from "../../ui/hotkeys";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { Invitations } from "./Invitations";
import { InviteDialog } from "./InviteDialog";
import { PeopleTable } from "./PeopleTable";
import "./people.css";

const MANAGERS = ["lead", "admin"];

export function PeopleScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const role = useSession().data?.projects.find((place) => place.slug === slug)?.role ?? "viewer";
  return (
    <>
      {MANAGERS.includes(role) ? (
        <Managed key={slug} slug={slug} admin={role === "admin"} />
      ) : (
        <>
          <header className="page-h">
            <h1>
              <Trans>People</Trans>
            </h1>
          </header>
          <div className="scroll people">
            <EmptyState title={t`Leads and admins look after the people of a project`}>
              <Trans>Ask one of them if somebody is missing, or should do something else.</Trans>
            </EmptyState>
          </div>
        </>
      )}
    </>
  );
}

function Managed({ slug, admin }: { slug: string; admin: boolean }) {
  const people = usePeople(slug);
  const invitations = useInvitations(slug);
  const name = useProject(slug).data?.name ?? slug;
  const [asking, setAsking] = useState(false);
  useHotkeys(asking ? {} : { i: () => setAsking(true) });
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>People</Trans>
        </h1>
        {people.data && (
          <span className="f3 t12 num">{plural(people.data.length, { one: "# person", other: "# people" })}</span>
        )}
        <span className="sp" />
        <Button variant="primary" icon={UserPlus} keys={["I"]} onClick={() => setAsking(true)}>
          <Trans>Invite</Trans>
        </Button>
      </header>
      <div className="scroll people">
        <Panel title={t`In ${name}`} className="people-table">
          {people.isPending && <Skeleton rows={5} height={40} />}
          {people.isError && !people.data && (
            <LoadError
              title={t`The people could not be listed`}
              text={describe(people.error)}
              onRetry={() => void people.refetch()}
            />
          )}
          {people.data && <PeopleTable slug={slug} admin={admin} people={people.data} />}
        </Panel>
        <Panel title={t`Invitations`} className="people-table">
          {invitations.isPending && <Skeleton rows={2} height={40} />}
          {invitations.isError && !invitations.data && (
            <LoadError
              title={t`The invitations could not be listed`}
              text={describe(invitations.error)}
              onRetry={() => void invitations.refetch()}
            />
          )}
          {invitations.data && <Invitations slug={slug} invitations={invitations.data} />}
        </Panel>
      </div>
      {asking && <InviteDialog slug={slug} admin={admin} onClose={() => setAsking(false)} />}
    </>
  );
}
