/**
 * Why: the page's policy (Trusted Types) lets no text become a script's address. This is the one named policy that does,
 * for the files of our own build alone; whoever asks for another address gets an error.
 *
 * It lies here because `api/` and `caption/` both start threads and neither may import the other.
 */
interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): unknown };
}

const OURS = /^\/static\/app\/assets\/[\w.-]+\.js$/;

/**
 * An address of our build, or an error.
 *
 * @throws TypeError for every other one.
 */
export function ownAddress(address: string): string {
  if (!OURS.test(address)) throw new TypeError(`${address} is no script of this page.`);
  return address;
}

const { trustedTypes } = globalThis as { trustedTypes?: Policies };
const policy = trustedTypes?.createPolicy("tether", { createScriptURL: ownAddress });

/** Start a thread of ours, by the address that the build gave its file. */
export function ownWorker(address: string): Worker {
  const trusted = policy ? policy.createScriptURL(address) : ownAddress(address);
  return new Worker(trusted as string, { type: "module" }); // the browser wants its own wrapped text, TypeScript a plain one
}
