/** Why: who was asked in and did not come yet; an invitation that went astray is taken back here. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Undo2 } from "lucide-react";
import { describe } from "../../api/error";
import { useRevokeInvitation } from "../../api/people";
import type { Invitation } from "../../api/types";
import { served } from "../../language/served";
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
  if (ms >= 2 * DAY_MS) return t`for ${Math.ceil(ms / DAY_MS)} days`;
  return t`for ${Math.max(1, Math.round(ms / (DAY_MS / 24)))} h`;
}

export function Invitations({ slug, invitations }: { slug: string; invitations: readonly Invitation[] }) {
  const revoke = useRevokeInvitation(slug);
  if (invitations.length === 0)
    return (
      <EmptyState title={t`Nobody is asked in`}>
        <Trans>An invitation is an address that you send to one person; it is good for a week and for one time.</Trans>
      </EmptyState>
    );
  const columns: readonly Column<Invitation>[] = [
    { key: "email", head: t`For`, cell: ({ email }) => <span className="med">{email}</span> },
    { key: "role", head: t`As`, cell: ({ role_name }) => served(role_name) },
    { key: "by", head: t`Asked by`, cell: ({ by, made }) => <span className="f2">{`${by.name}, ${when(made)}`}</span> },
    {
      key: "expires",
      head: t`Good`,
      cell: ({ expires }) =>
        new Date(expires).getTime() > Date.now() ? (
          <span className="f2 nw">{left(expires)}</span>
        ) : (
          <Pill tone="warn">
            <Trans>Ran out</Trans>
          </Pill>
        ),
    },
    {
      key: "revoke",
      head: (
        <span className="sr">
          <Trans>What to do</Trans>
        </span>
      ),
      right: true,
      cell: ({ id, email }) => (
        <Button
          size="sm"
          variant="ghost"
          icon={Undo2}
          aria-label={t`Take back the invitation for ${email}`}
          busy={revoke.isPending && revoke.variables === id}
          onClick={() => revoke.mutate(id, { onError: (refused) => toast(describe(refused), "failed") })}
        >
          <Trans>Take back</Trans>
        </Button>
      ),
    },
  ];
  return <Table label={t`Invitations`} columns={columns} rows={invitations} rowKey={({ id }) => id} />;
}
