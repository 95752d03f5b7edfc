/** Why: whoever left a browser signed in somewhere, or fears that somebody else is, ends it from here. */
import { LogOut } from "lucide-react";
import { describe } from "../../api/error";
import { useEndOtherSessions, useEndSession, useSessions } from "../../api/me";
import type { SignedIn } from "../../api/types";
import { Button } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { type Column, Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { when } from "../labels";
import { browserName } from "./browserName";

const complain = { onError: (refused: unknown) => toast(describe(refused), "failed") };

export function SessionsPanel() {
  const sessions = useSessions();
  const end = useEndOtherSessions();
  const others = (sessions.data ?? []).some(({ here }) => !here);
  return (
    <Panel
      title="Where you are signed in"
      meta={
        others && (
          <>
            <span className="sp" />
            <Button size="sm" icon={LogOut} busy={end.isPending} onClick={() => end.mutate(undefined, complain)}>
              Sign out elsewhere
            </Button>
          </>
        )
      }
    >
      {sessions.isPending && <Skeleton rows={2} height={32} />}
      {sessions.isError && !sessions.data && (
        <LoadError
          title="Your sessions could not be listed"
          text={describe(sessions.error)}
          onRetry={() => void sessions.refetch()}
        />
      )}
      {sessions.data && <Sessions sessions={sessions.data} />}
    </Panel>
  );
}

function Sessions({ sessions }: { sessions: readonly SignedIn[] }) {
  const end = useEndSession();
  const columns: readonly Column<SignedIn>[] = [
    {
      key: "agent",
      head: "Browser",
      cell: ({ agent, here }) => (
        <span className="row g8" title={agent}>
          <span className="med">{browserName(agent)}</span>
          {here && <Pill tone="ok">Here</Pill>}
        </span>
      ),
    },
    { key: "began", head: "Since", cell: ({ began }) => <span className="f2 nw">{when(began)}</span> },
    { key: "seen", head: "Last used", cell: ({ seen }) => <span className="f2 nw">{when(seen)}</span> },
    {
      key: "end",
      head: <span className="sr">What to do</span>,
      right: true,
      cell: ({ id, agent, here }) =>
        !here && (
          <Button
            size="sm"
            variant="ghost"
            icon={LogOut}
            aria-label={`Sign out of ${browserName(agent)}`}
            busy={end.isPending && end.variables === id}
            onClick={() => end.mutate(id, complain)}
          >
            Sign out
          </Button>
        ),
    },
  ];
  return <Table label="Sessions" columns={columns} rows={sessions} rowKey={({ id }) => id} />;
}
