/** Why: who was asked in and did not come yet; an invitation that went astray is taken back here. */
import { Undo2 } from "lucide-react";
import { describe } from "../../api/error";
import { useRevokeInvitation } from "../../api/people";
import type { Invitation } from "../../api/types";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Pill } from "../../ui/Pill";
import { type Column, Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { when } from "../labels";

const DAY_MS = 86_400_000;

/** "for 7 days", "for 5 h"; a day that has begun counts. */
function left(expires: string, now = Date.now()): string {
  const ms = new Date(expires).getTime() - now;
  if (ms >= 2 * DAY_MS) return `for ${Math.ceil(ms / DAY_MS)} days`;
  return `for ${Math.max(1, Math.round(ms / (DAY_MS / 24)))} h`;
}

export function Invitations({ slug, invitations }: { slug: string; invitations: readonly Invitation[] }) {
  const revoke = useRevokeInvitation(slug);
  if (invitations.length === 0)
    return (
      <EmptyState title="Nobody is asked in">
        An invitation is an address that you send to one person; it is good for a week and for one time.
      </EmptyState>
    );
  const columns: readonly Column<Invitation>[] = [
    { key: "email", head: "For", cell: ({ email }) => <span className="med">{email}</span> },
    { key: "role", head: "As", cell: ({ role_name }) => role_name },
    { key: "by", head: "Asked by", cell: ({ by, made }) => <span className="f2">{`${by.name}, ${when(made)}`}</span> },
    {
      key: "expires",
      head: "Good",
      cell: ({ expires }) =>
        new Date(expires).getTime() > Date.now() ? (
          <span className="f2 nw">{left(expires)}</span>
        ) : (
          <Pill tone="warn">Ran out</Pill>
        ),
    },
    {
      key: "revoke",
      head: <span className="sr">What to do</span>,
      right: true,
      cell: ({ id, email }) => (
        <Button
          size="sm"
          variant="ghost"
          icon={Undo2}
          aria-label={`Take back the invitation for ${email}`}
          busy={revoke.isPending && revoke.variables === id}
          onClick={() => revoke.mutate(id, { onError: (refused) => toast(describe(refused), "failed") })}
        >
          Take back
        </Button>
      ),
    },
  ];
  return <Table label="Invitations" columns={columns} rows={invitations} rowKey={({ id }) => id} />;
}
