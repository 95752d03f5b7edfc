/** Why: what belongs to the person and to no project: what is recorded of them, their password, their programs' tokens. */
import { describe } from "../../api/error";
import { useMe } from "../../api/me";
import type { Me } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { when } from "../labels";
import { OrganisationPanel } from "./OrganisationPanel";
import { PasswordPanel } from "./PasswordPanel";
import { SecondFactorPanel } from "./SecondFactorPanel";
import { SessionsPanel } from "./SessionsPanel";
import { TokensPanel } from "./TokensPanel";
import "./you.css";

export function YouScreen() {
  const me = useMe();
  return (
    <>
      <header className="page-h">
        <h1>You</h1>
        {me.data && <span className="f3 t12">{me.data.username}</span>}
      </header>
      <div className="scroll you">
        <div className="you-left">
          {me.isPending && <Skeleton rows={4} height={32} />}
          {me.isError && !me.data && (
            <LoadError
              title="Your account could not be loaded"
              text={describe(me.error)}
              onRetry={() => void me.refetch()}
            />
          )}
          {me.data && <Recorded me={me.data} />}
          <PasswordPanel />
          <SecondFactorPanel />
          <OrganisationPanel />
        </div>
        <div className="you-right">
          <SessionsPanel />
          <TokensPanel />
        </div>
      </div>
    </>
  );
}

function Recorded({ me }: { me: Me }) {
  const rows = [
    ["Name, as others see it", me.name],
    ["User name", me.username],
    ["E-mail", me.email || "none"],
    ["Account made", when(me.joined)],
    ["Last sign-in", me.last_sign_in ? when(me.last_sign_in) : "never"],
  ] as const;
  return (
    <Panel title="What is recorded">
      <dl className="recorded">
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="f3 t12 recorded-note">
        Besides this: your roles, your keys, and what you made, when, under your name. Passwords and tokens are kept
        only as hashes, the secret of a second factor encrypted; of a linked organisation, its number for you.
      </p>
    </Panel>
  );
}
