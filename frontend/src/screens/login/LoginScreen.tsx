/** Why: the first page: who are you? */
import { useRouter, useSearch } from "@tanstack/react-router";
import { Logo } from "../../ui/Logo";
import { SignInForm } from "./SignInForm";
import "./login.css";

export function LoginScreen() {
  const { next } = useSearch({ from: "/login" });
  const router = useRouter();
  // Only a path of this page: an address from outside must not lead a person away after signing in.
  const to = next && /^\/(?![/\\])/.test(next) ? next : "/";
  return (
    <main className="login">
      <div className="panel login-card">
        <div className="row g12 login-brand">
          <Logo />
          <h1>Tether</h1>
        </div>
        <p className="f2">Sign in to caption, draw and check.</p>
        <SignInForm onDone={() => router.history.push(to)} />
        <p className="f3 t12">The lead of your project gives you an account, and a new password if you forgot yours.</p>
      </div>
    </main>
  );
}
