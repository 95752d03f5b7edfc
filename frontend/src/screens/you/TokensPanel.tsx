/** Why: a program acts with a token of its own, which may do less than its person and ends by itself. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { KeyRound, Trash2 } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useRevokeToken, useTokens } from "../../api/me";
import type { Token } from "../../api/types";
import { tag } from "../../language/language";
import { Button } from "../../ui/Button";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { type Column, Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { when } from "../labels";
import { scopes } from "../roles";
import { TokenDialog } from "./TokenDialog";

const day = (iso: string) =>
  new Date(iso).toLocaleDateString(tag(), { day: "numeric", month: "short", year: "numeric" });

export function TokensPanel() {
  const tokens = useTokens();
  const [making, setMaking] = useState(false);
  return (
    <Panel
      title={t`Tokens for programs`}
      className="tokens"
      meta={
        <>
          <span className="sp" />
          <Button size="sm" icon={KeyRound} onClick={() => setMaking(true)}>
            <Trans>New token</Trans>
          </Button>
        </>
      }
    >
      {tokens.isPending && <Skeleton rows={3} height={32} />}
      {tokens.isError && !tokens.data && (
        <LoadError
          title={t`Your tokens could not be listed`}
          text={describe(tokens.error)}
          onRetry={() => void tokens.refetch()}
        />
      )}
      {tokens.data && <Tokens tokens={tokens.data} />}
      {making && <TokenDialog onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function Tokens({ tokens }: { tokens: readonly Token[] }) {
  const revoke = useRevokeToken();
  if (tokens.length === 0)
    return (
      <EmptyState title={t`No token`}>
        <Trans>A script sends one as “Authorization: Token …” and acts as you, within what you allow it.</Trans>
      </EmptyState>
    );
  const columns: readonly Column<Token>[] = [
    { key: "label", head: t`For`, cell: ({ label }) => <span className="med">{label}</span> },
    {
      key: "scopes",
      head: t`May`,
      cell: ({ scopes: may }) => <span title={may.map((one) => scopes[one]).join("; ")}>{may.join(", ")}</span>,
    },
    {
      key: "used",
      head: t`Used`,
      cell: ({ last_used: at }) => <span className="f2 nw">{at ? when(at) : t`never`}</span>,
    },
    {
      key: "expires",
      head: t`Ends`,
      cell: ({ expires }) =>
        expires && new Date(expires).getTime() <= Date.now() ? (
          <Pill tone="warn">
            <Trans>Ran out</Trans>
          </Pill>
        ) : (
          <span className="f2 nw">{expires ? day(expires) : t`never`}</span>
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
      cell: ({ id, label }) => (
        <Button
          size="sm"
          variant="ghost"
          icon={Trash2}
          aria-label={t`Revoke ${label}`}
          busy={revoke.isPending && revoke.variables === id}
          onClick={() => revoke.mutate(id, { onError: (refused) => toast(describe(refused), "failed") })}
        >
          <Trans>Revoke</Trans>
        </Button>
      ),
    },
  ];
  return <Table label={t`Tokens`} columns={columns} rows={tokens} rowKey={({ id }) => id} />;
}
