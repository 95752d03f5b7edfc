/** Why: what to do when the organisation's sign-in ended without one; by the reason that the address carries back. */

import { t } from "@lingui/core/macro";

const WORDS: Readonly<Record<string, (name: string) => string>> = {
  cancelled: (name) => t`You did not agree at ${name}, so nothing has changed.`,
  unverified: (name) => t`${name} has not verified your e-mail. Have it verified there, or sign in with your password.`,
  unknown: (name) =>
    t`No single account here has the e-mail that ${name} knows you by. Ask the lead of your project to invite you; if you have an account, sign in with your password and link the two on the page You.`,
  closed: () => t`Your account here is closed. Ask the lead of your project.`,
  locked: () => t`Too many wrong tries for your account from here. Wait 15 minutes, or ask the lead.`,
  taken: (name) =>
    t`This account at ${name} is linked with another one here, or yours here with another one there. Unlink it on the page You first.`,
};

/** What is said of a reason; what is unknown is said to have failed. */
export const refusedWords = (reason: string, name: string): string =>
  (WORDS[reason] ?? ((to) => t`${to} does not answer as it should. Try again; if it stays, tell who runs the server.`))(
    name,
  );
