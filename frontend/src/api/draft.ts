/**
 * Why: what the outbox keeps, and when two of them say the same. A lost reply is recognised by comparing what was sent with what
 * the server holds, so that comparison has a home of its own.
 */

/** What is to be stored, based on the revision that its author saw (0: none yet). */
export type DraftBody = Readonly<Record<string, unknown>> & { readonly seen_revision: number };

export interface DraftRequest {
  readonly url: string;
  readonly method: "PUT" | "DELETE";
  readonly body: DraftBody;
}

/**
 * A request waiting for delivery. Every change of its content makes a new `id`, every retry of the same content carries the
 * same one; `sent` are requests under the same key whose answer never came.
 */
export interface Draft extends DraftRequest {
  readonly id: string;
  readonly key: string;
  readonly sent: readonly DraftRequest[];
}

/** Where drafts outlive the page. It never rejects: a storage that fails falls back to memory by itself. */
export interface DraftStorage {
  /** All drafts, the oldest first. */
  all(): Promise<readonly Draft[]>;
  /** Whether a draft is still kept: not when another tab delivered it or drew on from it. */
  has(id: string): Promise<boolean>;
  /** Keep a draft, and in the same moment forget the one that it replaces. Calls take effect in their order. */
  put(draft: Draft, instead?: string): Promise<void>;
  delete(id: string): Promise<void>;
}

/** What no answer of the server repeats: it says nothing of what is held. */
const ABOUT_THE_REQUEST = new Set(["seen_revision", "suggestion"]);

/** A random id (UUID version 4); `crypto.randomUUID` is missing on addresses without TLS, where teams work too. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const marked = bytes.map((byte, at) => (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte));
  const digits = Array.from(marked, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The revision that an answer names, if it names one. */
export function revisionOf(value: unknown): number | null {
  return isRecord(value) && typeof value.revision === "number" ? value.revision : null;
}

/** Equal as JSON, where nothing, null and an empty list are one ("no rings"). */
export function equal(left: unknown, right: unknown): boolean {
  const empty = (value: unknown) => value === undefined || value === null || (Array.isArray(value) && !value.length);
  if (empty(left) || empty(right)) return empty(left) && empty(right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  if (isRecord(left) && isRecord(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => equal(left[key], right[key]));
  }
  return left === right;
}

/** Whether what the server holds is what this request asked for. */
export function holds({ method, body }: DraftRequest, current: unknown): boolean {
  if (!isRecord(current)) return false;
  if (method === "DELETE") return current.deleted === true;
  if (current.deleted === true) return false;
  return Object.keys(body).every((key) => ABOUT_THE_REQUEST.has(key) || equal(body[key], current[key]));
}

/** A draft that remembers its own request among those without an answer. The storage need not: it holds that request as the draft. */
export function asSent(draft: Draft): Draft {
  const { url, method, body } = draft;
  return { ...draft, sent: [...draft.sent.filter((request) => !equal(request.body, body)), { url, method, body }] };
}
