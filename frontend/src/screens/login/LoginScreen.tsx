/** Why: the first page: who are you? By password, or by what one's organisation says, where there is one. */

import { Trans } from "@lingui/react/macro";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { describe } from "../../api/error";
import { useGoToOrganisation } from "../../api/organisation";
import { useSession } from "../../api/queries";
import { Button } from "../../ui/Button";
import { Logo } from "../../ui/Logo";
import { OtherLanguages } from "../OtherLanguages";
import { refusedWords } from "../refusedWords";
import { CodeForm } from "./CodeForm";
import { SignInForm } from "./SignInForm";
import "./login.css";

export function LoginScreen() {
  const { next, refused, ask } = useSearch({ from: "/login" });
  const router = useRouter();
  const organisation = useSession().data?.organisation ?? null;
  // Only a path of this page: an address from outside must not lead a person away after signing in.
  const to = next && /^\/(?![/\\])/.test(next) ? next : "/";
  const go = () => router.history.push(to);
  return (
    <main className="login">
      <div className="panel login-card">
        <div className="row g12 login-brand">
          <Logo />
          <h1>
            <Trans>Tether</Trans>
          </h1>
        </div>
        <p className="f2">
          <Trans>Sign in to caption, draw and check.</Trans>
        </p>
        {refused && organisation && (
          <p className="banner" role="alert">
            {refusedWords(refused, organisation)}
          </p>
        )}
        {ask === "code" ? (
          <>
            <CodeForm onDone={go} />
            <Link className="t12" to="/login" search={next ? { next } : {}}>
              <Trans>Sign in another way</Trans>
            </Link>
          </>
        ) : (
          <>
            {organisation && <ThroughOrganisation name={organisation} to={to} />}
            <SignInForm onDone={go} />
          </>
        )}
        <p className="f3 t12">
          <Trans>The lead of your project gives you an account, and a new password if you forgot yours.</Trans>
        </p>
        <p className="row">
          <OtherLanguages />
        </p>
      </div>
    </main>
  );
}

function ThroughOrganisation({ name, to }: { name: string; to: string }) {
  const visit = useGoToOrganisation();
  return (
    <>
      <Button busy={visit.isPending} onClick={() => visit.mutate({ next: to, link: false })}>
        <Trans>Sign in with {name}</Trans>
      </Button>
      {visit.isError && (
        <p className="banner" role="alert">
          {describe(visit.error)}
        </p>
      )}
      <p className="login-or f3 t12">
        <Trans>or with your password</Trans>
      </p>
    </>
  );
}
